import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { startOf } from '../owner.ts';
import { endIsolated, isolated, readOutermost, removeCgroup } from './isolation.ts';

describe('isolated', () => {
	const command = isolated({ newRun: '/state/run', shared: '/run/vipdrill/0a' }, ['dockerd', '--flag', 'a b']);

	it('gives the engine a network, mounts and processes of its own, which end with it', () => {
		const flags = command.slice(1, command.indexOf('sh'));
		expect(command[0]).to.equal('unshare');
		expect(flags).to.include.members(['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc']);
		// Nothing that it mounts may reach the machine.
		expect(flags[flags.indexOf('--propagation') + 1]).to.equal('slave');
	});
	it('has an IPv4 address beside 127.0.0.1, without which apt in a build finds no way out while a lab’s cables have IPv6', () => {
		expect(command[command.indexOf('-c') + 1]).to.include('ip link set lo up\nip address add 127.0.0.2/8 dev lo\n');
	});
	it('hands paths and flags over as arguments, never as parts of the script', () => {
		const script = command[command.indexOf('-c') + 1] ?? '';
		expect(command.slice(command.indexOf(script) + 1)).to.deep.equal([
			...['vipdrill-engine', '/state/run', '/run/vipdrill/0a', 'dockerd', '--flag', 'a b'],
		]);
		expect(script).to.include('mount -n --move "$1" /run\n').and.include('ip link set lo up\n');
		expect(script).not.to.include('/state');
	});
});

describe('an engine that was started', () => {
	let folder: string;
	let started: ChildProcess | undefined;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'vipdrill-isolation-'));
	});
	afterEach(() => {
		rmSync(folder, { recursive: true });
		// Of its group, what it left behind.
		if (started?.pid) killGroup(started.pid);
		started = undefined;
	});
	/** As `unshare`: a process that takes no SIGTERM and ends when its child does. */
	const start = async (child: string, first = ':') => {
		const process = spawn('sh', ['-c', `trap : TERM; sh -c "$1" & wait $!`, 'sh', `${first}; echo started; ${child}`], {
			stdio: ['ignore', 'pipe', 'ignore'],
			detached: true,
		});
		started = process;
		await once(process.stdout, 'data');
		const pid = process.pid ?? 0;
		return {
			outermost: { pid, start: startOf(pid) ?? '' },
			ended: once(process, 'exit') as Promise<[number | null, string | null]>,
		};
	};

	it('is known by its number and its start, as long as it lives', async () => {
		const file = join(folder, 'engine.json');
		expect(readOutermost(file)).to.equal(null);
		const mine = { pid: process.pid, start: startOf(process.pid) };
		writeFileSync(file, JSON.stringify(mine));
		expect(readOutermost(file)).to.deep.equal(mine);
		writeFileSync(file, JSON.stringify({ ...mine, start: '1' }));
		expect(readOutermost(file)).to.equal(null);
	});
	it('is asked to end', async () => {
		const { outermost, ended } = await start('exec sleep 60');
		await endIsolated(outermost, 5000);
		expect((await ended)[1], 'it was not killed').to.equal(null);
	});
	it('is killed where it does not end in time', async () => {
		const { outermost, ended } = await start('while :; do sleep 0.1; done', 'trap : TERM');
		await endIsolated(outermost, 200);
		expect((await ended)[1]).to.equal('SIGKILL');
	});
});

describe('removeCgroup', () => {
	it('removes what dead containers left, in every hierarchy, and nothing beside it', async () => {
		const root = mkdtempSync(join(tmpdir(), 'vipdrill-cgroup-'));
		for (const path of ['cpu/vipdrill/0a/x/y', 'cpu/docker/x', 'pids/vipdrill/0a', 'pids/vipdrill/0b/x', 'vipdrill/0a/x'])
			mkdirSync(join(root, path), { recursive: true });
		await removeCgroup('/vipdrill/0a', root);
		expect([readdirSync(root), readdirSync(join(root, 'cpu')), readdirSync(join(root, 'pids/vipdrill'))]).to.deep.equal([
			['cpu', 'pids'],
			['docker'],
			['0b'],
		]);
		rmSync(root, { recursive: true });
	});
});

function killGroup(leader: number): void {
	try {
		process.kill(-leader, 'SIGKILL');
	} catch {
		// Nothing is left of it.
	}
}
