import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { FakeDocker } from '../fake-docker.ts';
import { type Owner, ownerLabel, startOf, thisOwner } from '../owner.ts';
import type { Engine } from './engine.ts';
import { GuestFailed, GuestMemory } from './guest-failure.ts';
import { bakeDisk, diskName, endUnusedGuest, obstaclesOn, openUmlEngine, stopUmlEngine, withoutDisk } from './uml.ts';

const GUEST = 'vipdrill.engine';

describe('the guest of several users', () => {
	let fake: FakeDocker;
	let outer: Engine;
	let released: number;
	let child: ChildProcess;
	let childs: Owner;
	beforeEach(async () => {
		fake = new FakeDocker();
		fake.addContainer('bystander', {});
		fake.addContainer('vipdrill-guest', { [GUEST]: 'guest', ...ownerLabel(thisOwner()) });
		released = 0;
		const release = async () => {
			released += 1;
		};
		outer = { provider: 'private', dockerHost: 'unix:///none', docker: fake.docker, release, keep: async () => {} };
		child = spawn('sleep', ['60']);
		await once(child, 'spawn');
		childs = { ...thisOwner(), pid: child.pid ?? 0, start: startOf(child.pid ?? 0) ?? '' };
	});
	afterEach(() => void child.kill('SIGKILL'));
	const use = (owner: Owner, name = 'other') =>
		fake.volumes.push({ Name: `vipdrill-use-${name}`, Labels: { [GUEST]: 'use', ...ownerLabel(owner) } });
	const isThere = () => fake.containers.some(({ Names: [name] }) => name === '/vipdrill-guest');

	it('ends with the last of them', async () => {
		const one = await openUmlEngine(outer);
		const other = await openUmlEngine(outer);
		await one.release();
		await one.release();
		expect([isThere(), released]).to.deep.equal([true, 1]);
		await other.release();
		expect([isThere(), released]).to.deep.equal([false, 2]);
		expect(fake.names()).to.deep.equal(['bystander']);
	});
	it('stays while another process uses it, and ends where only dead ones are left', async () => {
		use(childs);
		await (await openUmlEngine(outer)).release();
		expect(isThere()).to.equal(true);
		child.kill('SIGKILL');
		await once(child, 'exit');
		await (await openUmlEngine(outer)).release();
		expect(fake.names()).to.deep.equal(['bystander']);
	});
	it('is given up at once, and leaves nothing, when the signal is pulled while it boots', async () => {
		fake.containers.splice(1);
		const interruption = new AbortController();
		fake.onCall = (method) => {
			if (method === 'exec') interruption.abort(new Error('Ctrl-C'));
		};
		const opening = openUmlEngine(outer, interruption.signal).then(String, (error: Error) => error.message);
		expect(await opening).to.equal('Ctrl-C');
		expect(fake.names()).to.deep.equal(['bystander']);
		expect(fake.volumes).to.deep.equal([]);
	});
	it('stays where its user keeps it', async () => {
		const engine = await openUmlEngine(outer);
		await engine.keep();
		await engine.release();
		expect(isThere()).to.equal(true);
	});
	it('stays for one who came while its last user was ending it', async () => {
		const engine = await openUmlEngine(outer);
		fake.onCall = (method) => {
			if (method === 'rename' && fake.volumes.length === 0) use(childs);
		};
		await engine.release();
		expect(isThere()).to.equal(true);
	});
	it('stays for a lab that is left in it', async () => {
		const inner = new FakeDocker();
		inner.addContainer('docker1', { 'vipdrill.lab': '1a2b3c' }, 'exited');
		await endUnusedGuest(fake.docker, inner.docker);
		expect(isThere()).to.equal(true);
		inner.containers = [];
		await endUnusedGuest(fake.docker, inner.docker);
		expect(isThere()).to.equal(false);
	});
	it('is not ended by hand while another process uses it, unless by force', async () => {
		use(childs);
		const { ended, usedBy } = await stopUmlEngine(fake.docker, { force: false });
		expect([ended, usedBy]).to.deep.equal([false, [`${childs.user}@${childs.host}, PID ${child.pid}`]]);
		expect(isThere()).to.equal(true);
		expect((await stopUmlEngine(fake.docker, { force: true })).ended).to.equal(true);
		expect(fake.names()).to.deep.equal(['bystander']);
	});
	it('is ended by hand where its user keeps it, or nobody uses it', async () => {
		use({ ...thisOwner(true), pid: 1 });
		expect(await stopUmlEngine(fake.docker, { force: false })).to.deep.equal({ ended: true, usedBy: [] });
		expect(fake.names()).to.deep.equal(['bystander']);
		expect(await stopUmlEngine(fake.docker, { force: false })).to.deep.equal({ ended: false, usedBy: [] });
	});
	it('keeps its disk when it ends, but not the half of one whose baking was killed', async () => {
		const disk = { Name: 'vipdrill-disk-0', Labels: { [GUEST]: 'disk' } };
		fake.volumes.push(disk);
		await stopUmlEngine(fake.docker, { force: false });
		expect(fake.names()).to.deep.equal(['bystander', 'vipdrill-disk-0']);
		fake.addContainer('vipdrill-bake', { [GUEST]: 'bake', ...ownerLabel(childs) });
		expect((await stopUmlEngine(fake.docker, { force: false })).ended, 'another process bakes').to.equal(false);
		child.kill('SIGKILL');
		await once(child, 'exit');
		await stopUmlEngine(fake.docker, { force: false });
		expect(fake.names()).to.deep.equal(['bystander']);
	});
});

describe('the making of the disk', () => {
	const PANIC = 'ptrace set fp regs failed, errno = 14\nKernel panic - not syncing: Attempted to kill init!\n <6> a call\n';
	const REASON = 'ptrace set fp regs failed, errno = 14; Kernel panic - not syncing: Attempted to kill init!';
	let fake: FakeDocker;
	let folder: string;
	beforeEach(() => {
		fake = new FakeDocker();
		folder = mkdtempSync(join(tmpdir(), 'vipdrill-bake-'));
	});
	afterEach(() => rmSync(folder, { recursive: true }));
	const memory = () => new GuestMemory(folder);
	/** What it ended with, and what is remembered of it. */
	const outerEngine = (): Engine => ({
		provider: 'local',
		dockerHost: 'unix:///none',
		docker: fake.docker,
		release: async () => {},
		keep: async () => {},
	});
	const bake = async (signal?: AbortSignal) => {
		const outer = outerEngine();
		const error = await bakeDisk(outer, () => {}, signal, memory()).then(
			() => null,
			(thrown: Error & { code?: string }) => thrown,
		);
		return { error, remembered: (await memory().failures(outer, diskName())).join() };
	};
	/** The first container makes the disk's file system, the second is the guest. */
	const startAs = (...outcomes: ReturnType<FakeDocker['onStart']>[]) => {
		fake.onStart = () => outcomes.shift() ?? { state: 'running' };
	};

	it('remembers a guest that panics as it boots, says its console, and leaves nothing', async () => {
		startAs({ state: 'exited' }, { state: 'exited', status: 1, console: PANIC });
		const { error, remembered } = await bake();
		expect(error).to.be.instanceOf(GuestFailed);
		expect(error?.message).to.equal(`the guest ended by itself; its console said last:\n${PANIC.trim()}`);
		expect(remembered).to.include(`it ended by itself (${REASON})`);
		expect(fake.names()).to.deep.equal([]);
	});
	it('sees that a guest has died although the engine is late to know it', async () => {
		startAs({ state: 'exited' }, { state: 'running', console: PANIC });
		let looks = 0;
		fake.onCall = (method) => {
			if (method === 'exec') throw new Error('killed');
			for (const container of fake.containers) if (method === 'inspect' && ++looks === 3) container.State = 'exited';
		};
		expect((await bake()).remembered).to.include(`it ended by itself (${REASON})`);
	});
	it('remembers a guest that runs and does not answer', async () => {
		startAs({ state: 'exited' }, { state: 'running', console: 'dockerd waits' });
		fake.onCall = (method) => {
			if (method === 'exec') throw new Error('timed out');
		};
		expect((await bake()).remembered).to.include('it did not answer within 60 s (dockerd waits)');
	});
	it('remembers a guest that dies while images are loaded into it', async () => {
		startAs({ state: 'exited' }, { state: 'running', console: PANIC });
		fake.onCall = (method) => {
			for (const container of fake.containers) if (method === 'getImages') container.State = 'exited';
		};
		const { error, remembered } = await bake();
		expect(error).to.be.instanceOf(GuestFailed);
		expect(remembered).to.include(REASON);
		expect(fake.names()).to.deep.equal([]);
	});
	it('remembers a guest whose container the engine does not start', async () => {
		startAs({ state: 'exited' });
		let starts = 0;
		fake.onCall = (method) => {
			if (method === 'start' && ++starts === 2) throw new Error('no such device: /dev/net/tun');
		};
		const { error, remembered } = await bake();
		expect(error?.message).to.equal("the guest's container can't be started: no such device: /dev/net/tun");
		expect(remembered).to.include("its container can't be started (no such device: /dev/net/tun)");
		expect(fake.names()).to.deep.equal([]);
	});
	it('does not blame the guest for a disk that could not be made, or a step that failed while it runs', async () => {
		startAs({ state: 'exited', status: 1, console: 'No space left on device' });
		expect((await bake()).error).to.include({ code: 'LAB_FAILED' });
		startAs({ state: 'exited' }, { state: 'running', console: PANIC });
		const { error, remembered } = await bake();
		expect(error).not.to.be.instanceOf(GuestFailed);
		expect([error?.message, remembered]).to.deep.equal(['(HTTP code 500)', '']);
	});
	it('takes back that the guest failed where it boots again', async () => {
		await memory().failed(outerEngine(), diskName(), 'it did not answer');
		startAs({ state: 'exited' }, { state: 'running' });
		expect((await bake()).remembered).to.equal('');
	});
	it('does not blame the guest for an interruption', async () => {
		startAs({ state: 'exited' }, { state: 'running', console: PANIC });
		const interruption = new AbortController();
		fake.onCall = (method) => {
			if (method !== 'getImages') return;
			for (const container of fake.containers) container.State = 'exited';
			interruption.abort(new Error('Ctrl-C'));
		};
		const { error, remembered } = await bake(interruption.signal);
		expect([error?.message, remembered]).to.deep.equal(['Ctrl-C', '']);
	});
});

describe('withoutDisk', () => {
	it('says how to make a disk, or why that failed, and what is in its way', () => {
		expect(withoutDisk(['no tap'], ['it died']).join('; ')).to.equal('no tap; it died');
		expect(withoutDisk([], []).join()).to.match(/disk is not made, .* run `npm run setup -- --engine uml`$/);
	});
});

describe('obstaclesOn', () => {
	const ground = { architecture: 'x86_64', system: 'linux', memoryBytes: 5 * 2 ** 30, tun: true };
	it('finds none on a machine that has what the guest needs, or that nobody asked', () => {
		expect(obstaclesOn(ground)).to.deep.equal([]);
		expect(obstaclesOn({ ...ground, tun: null })).to.deep.equal([]);
	});
	for (const [lack, words] of [
		[{ architecture: 'aarch64' }, 'not on aarch64 linux'],
		[{ memoryBytes: 5 * 2 ** 30 - 1 }, 'needs 5 GiB of memory'],
		[{ tun: false }, 'modprobe tun'],
	] as const)
		it(`says what is missing: ${words}`, () => expect(obstaclesOn({ ...ground, ...lack }).join()).to.include(words));
});
