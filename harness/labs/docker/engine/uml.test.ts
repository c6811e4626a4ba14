import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import { FakeDocker } from '../fake-docker.ts';
import { type Owner, ownerLabel, startOf, thisOwner } from '../owner.ts';
import type { Engine } from './engine.ts';
import { endUnusedGuest, obstaclesOn, openUmlEngine, stopUmlEngine } from './uml.ts';

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
