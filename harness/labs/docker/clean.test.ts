import { expect } from 'chai';
import { cleanLabs, sweepLabs } from './clean.ts';
import { FakeDocker } from './fake-docker.ts';
import { type Owner, ownerLabel, startOf, thisOwner } from './owner.ts';

const here = thisOwner();
const GONE = { pid: 4_000_000_000, start: '1' };
/** Whoever runs the tests. */
const living = { pid: process.ppid, start: startOf(process.ppid) ?? '' };

function withLabs(owners: Record<string, Partial<Owner> | null>): FakeDocker {
	const fake = new FakeDocker();
	fake.addContainer('bystander', { 'com.example': 'mine' });
	for (const [id, changes] of Object.entries(owners)) {
		const labels = { 'vipdrill.lab': id, ...(changes && ownerLabel({ ...here, ...changes })) };
		fake.addContainer(`${id}-docker1`, { ...labels, 'vipdrill.role': 'host', 'vipdrill.host': 'docker1' }, 'running', 1000);
		fake.networks.push({ Id: `${id}-n`, Name: `${id}-net`, Labels: labels, Created: '2026-01-01T00:00:00Z' });
		fake.volumes.push({ Name: `${id}-disk`, Labels: labels });
	}
	return fake;
}
const sweep = (fake: FakeDocker, force = false) => sweepLabs(fake.docker, { force });
const labsOf = (fake: FakeDocker) => [...new Set(fake.names().map((name) => name.split('-')[0]))];

describe('sweepLabs', () => {
	it('removes the labs of processes that are gone, its own and those that its user keeps', async () => {
		const fake = withLabs({ dead: GONE, own: {}, kept: { ...GONE, kept: true } });
		expect(await sweep(fake)).to.deep.equal({ containers: 3, networks: 3, volumes: 3, left: [] });
		expect(fake.names()).to.deep.equal(['bystander']);
	});
	it('leaves the labs of others, and names them', async () => {
		const fake = withLabs({
			dead: GONE,
			run: living,
			user: { kept: true, uid: here.uid + 1 },
			far: { ...GONE, host: 'far' },
			old: null,
		});
		const { left, containers } = await sweep(fake);
		expect(left.map(({ id }) => id)).to.deep.equal(['run', 'user', 'far', 'old']);
		expect(left.map(({ createdMs }) => createdMs)).to.deep.equal([1e6, 1e6, 1e6, 1e6]);
		expect(left.map(({ owner }) => owner?.host ?? null)).to.deep.equal([here.host, here.host, 'far', null]);
		expect(containers).to.equal(1);
		expect(labsOf(fake)).to.deep.equal(['bystander', 'far', 'old', 'run', 'user']);
	});
	it('removes them where it is forced to, and nothing that is not of a lab', async () => {
		const fake = withLabs({ run: living, far: { host: 'far' }, old: null });
		expect((await sweep(fake, true)).left).to.deep.equal([]);
		expect(fake.names()).to.deep.equal(['bystander']);
	});
	it('removes what is left from before a boot where nothing of it runs, and leaves it where one machine does', async () => {
		const fake = withLabs({ old: { boot: 'b0' } });
		fake.addContainer('old-docker2', { ...fake.containers[1]?.Labels }, 'exited', 1000);
		expect((await sweep(fake)).left.map(({ id }) => id)).to.deep.equal(['old']);
		for (const container of fake.containers) container.State = 'exited';
		expect(await sweep(fake)).to.deep.equal({ containers: 2, networks: 1, volumes: 1, left: [] });
	});
	it('finds a lab of which only a disk is left', async () => {
		const fake = withLabs({ dead: GONE });
		fake.containers = [];
		fake.networks = [];
		expect(await sweep(fake)).to.include({ volumes: 1 });
		expect(fake.volumes).to.deep.equal([]);
	});
});

describe('cleanLabs', () => {
	it('removes one lab, and nothing of another', async () => {
		const fake = withLabs({ one: {}, other: {} });
		expect(await cleanLabs(fake.docker, 'one')).to.deep.equal({ containers: 1, networks: 1, volumes: 1 });
		expect(fake.names()).to.deep.equal(['bystander', 'other-disk', 'other-docker1', 'other-net']);
		expect(await cleanLabs(fake.docker, 'one')).to.deep.equal({ containers: 0, networks: 0, volumes: 0 });
	});
	for (const role of ['engine-side', 'power'])
		it(`thaws the hosts that run and takes the cables away, from the machine beside, before it removes a machine (role ${role})`, async () => {
			const fake = new FakeDocker();
			const add = (name: string, role: string, state: string, pid: number) => {
				fake.addContainer(name, { 'vipdrill.lab': '1a2b3c', 'vipdrill.role': role }, state).pid = pid;
			};
			add('on', 'host', 'running', 401);
			add('off', 'host', 'exited', 0);
			add('client', 'client', 'running', 402);
			add('beside', role, 'running', 403);
			fake.onCall = (method) => {
				if (method === 'remove') fake.execs.push('removed');
			};
			expect(await cleanLabs(fake.docker, '1a2b3c')).to.include({ containers: 4 });
			const [thaw, unplug, ...rest] = fake.execs;
			expect(thaw).to.match(/^id-beside: .*THAWED > .*\/proc\/401\/root\/sys\/fs\/cgroup/);
			expect(thaw).not.to.match(/\/proc\/(0|402|403)\//);
			expect(unplug).to.match(/^id-beside: .*\/sys\/class\/net\/v1a2b3c-.*ip link delete/);
			expect(rest).to.deep.equal(Array(4).fill('removed'));
		});
	it('removes machines that run, with the disks that they made', async () => {
		const fake = withLabs({ one: {} });
		fake.volumes.push({ Name: 'anonymous', Labels: {}, of: 'id-one-docker1' });
		await cleanLabs(fake.docker, 'one');
		expect(fake.names()).to.deep.equal(['bystander']);
	});
	it('asks no machine beside that does not run, and cleans up where that one cannot be asked', async () => {
		const fake = new FakeDocker();
		const beside = fake.addContainer('beside', { 'vipdrill.lab': '1a2b3c', 'vipdrill.role': 'engine-side' }, 'exited');
		await cleanLabs(fake.docker, '1a2b3c');
		expect(fake.execs).to.deep.equal([]);
		fake.containers.push({ ...beside, State: 'running' });
		fake.onCall = (method) => {
			if (method === 'exec') throw new Error('it is stuck');
		};
		expect(await cleanLabs(fake.docker, '1a2b3c')).to.include({ containers: 1 });
		expect(fake.names()).to.deep.equal([]);
	});
	const failing = (method: string, statusCode: number, times = 1) => {
		const fake = withLabs({ one: {} });
		let left = times;
		fake.onCall = (called) => {
			if (called === method && left-- > 0) throw Object.assign(new Error(`status ${statusCode}`), { statusCode });
		};
		return fake;
	};
	for (const statusCode of [404, 409])
		it(`takes a machine for removed where the engine says ${statusCode}`, async () => {
			const fake = failing('remove', statusCode);
			expect(await cleanLabs(fake.docker, 'one')).to.deep.equal({ containers: 1, networks: 1, volumes: 1 });
			expect(fake.networks).to.deep.equal([]);
		});
	it('says what else the engine refuses, and why', async () => {
		const error = await cleanLabs(failing('remove', 500).docker, 'one').then(String, (reason: Error) => reason.message);
		expect(error).to.equal('status 500');
	});
	it('tries a network again that still has an endpoint', async () => {
		const fake = failing('removeNetwork', 403, 2);
		await cleanLabs(fake.docker, 'one');
		expect(fake.networks).to.deep.equal([]);
	});
});
