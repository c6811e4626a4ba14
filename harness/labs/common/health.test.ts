import { join } from 'node:path';
import { assert, expect } from 'chai';
import { packageRoot } from '../../base/paths.ts';
import { loadCluster } from '../../load/load-cluster.ts';
import { at } from '../../measure/testing.ts';
import { linkDown } from '../../scenario/fault.ts';
import { host } from '../../scenario/target.ts';
import { ailments, hostsWithoutTask, pagesAsked } from './health.ts';
import { ObservedState } from './observed-state.ts';
import { hostsHit, resolveTarget } from './targets.ts';

const spec = await loadCluster(join(packageRoot, 'fixtures/seed'));
const names = spec.hosts.map((host) => host.name);

function healthy(): ObservedState {
	const seen = new ObservedState(spec.vip);
	seen.apply({ type: 'vip.added', atMs: 0, host: names[0] ?? '', address: spec.vip, source: 'monitor' });
	seen.apply({ type: 'swarm.leader', atMs: 0, node: names[1] ?? '', seenBy: 'x' });
	for (const node of names) {
		seen.apply({
			type: 'swarm.node',
			atMs: 0,
			node,
			state: 'ready',
			availability: 'active',
			reachability: 'reachable',
			seenBy: 'x',
		});
		for (const [i, host] of names.entries()) seen.apply(at.backend(0, node, host, 'added', { address: `10.99.0.${i}` }));
		seen.apply({
			type: 'swarm.task',
			atMs: 0,
			task: node,
			service: 's',
			node,
			state: 'running',
			desiredState: 'running',
			seenBy: 'x',
		});
	}
	seen.addresses = new Map(names.map((node, i) => [`10.99.0.${i}`, { task: node, node }]));
	return seen;
}

describe('ailments', () => {
	const cases: { what: string; change: (seen: ObservedState) => void; found: RegExp }[] = [
		{
			what: 'a machine that is down',
			change: (s) => s.apply({ type: 'host.down', atMs: 1, host: names[2] ?? '' }),
			found: /is down/,
		},
		{ what: 'a VIP that nobody holds', change: (s) => s.owners.clear(), found: /nobody holds the VIP/ },
		{ what: 'two owners', change: (s) => s.owners.add(names[1] ?? ''), found: /hold the VIP/ },
		{ what: 'a node that the swarm calls down', change: (s) => s.nodes.delete(names[1] ?? ''), found: /not in the swarm/ },
		{
			what: 'a swarm without a leader',
			change: (s) => s.apply({ type: 'swarm.leader', atMs: 1, node: null, seenBy: 'x' }),
			found: /^the swarm has no leader$/,
		},
		{
			what: 'a leader whose machine went down, of which a swarm without one says nothing, also when it is back',
			change: (s) => {
				s.apply({ type: 'host.down', atMs: 1, host: names[1] ?? '' });
				s.apply({ type: 'host.up', atMs: 2, host: names[1] ?? '' });
			},
			found: /the swarm has no leader/,
		},
		{ what: 'a task too few', change: (s) => s.keepTasks(new Set(names.slice(1))), found: /tasks run/ },
		{
			what: 'a back end that a table lacks',
			change: (s) => s.apply(at.backend(1, names[1] ?? '', '', 'removed', { address: '10.99.0.2' })),
			found: /^docker2 does not list 10\.99\.0\.2 in its IPVS table$/,
		},
		{
			what: 'a back end that is drained',
			change: (s) => s.apply(at.backend(1, names[0] ?? '', '', 'drained', { address: '10.99.0.1' })),
			found: /^docker1 does not list 10\.99\.0\.1 in its IPVS table$/,
		},
		{
			what: 'a back end that should be gone',
			change: (s) => s.apply(at.backend(1, names[2] ?? '', '', 'added', { address: '10.99.0.9' })),
			found: /^docker3 still lists 10\.99\.0\.9 in its IPVS table$/,
		},
		{
			what: 'a VIP with the wrong host',
			change: (s) => {
				s.owners.clear();
				s.owners.add(names[1] ?? '');
			},
			found: /not yet/,
		},
	];
	it('finds none in a healthy cluster', () => expect(ailments(spec, healthy(), 'ingress')).to.deep.equal([]));
	for (const { what, change, found } of cases) {
		it(`finds ${what}`, () => {
			const seen = healthy();
			change(seen);
			expect(ailments(spec, seen, 'ingress').join('; ')).to.match(found);
		});
	}
	it('lets the VIP stay with a host of the same priority', () => {
		const seen = healthy();
		seen.owners.clear();
		seen.owners.add(names[1] ?? '');
		const instance = spec.hosts[0]?.keepalived?.instances[0];
		assert(instance);
		const hosts = spec.hosts.map((host) => ({
			...host,
			keepalived: host.keepalived && { ...host.keepalived, instances: [instance] },
		}));
		expect(ailments({ ...spec, hosts }, seen, 'ingress')).to.deep.equal([]);
	});
	it('wants each floating IP with one host, the right one', () => {
		const other = '10.0.0.201';
		const several = { ...spec, vips: [spec.vip, other] };
		const seen = healthy();
		const ails = () => ailments(several, seen, 'ingress');
		expect(ails()).to.deep.equal([`nobody holds the VIP ${other}`]);
		seen
			.ownersOf(other)
			.add(names[1] ?? '')
			.add(names[2] ?? '');
		expect(ails()).to.deep.equal([`${names[1]} and ${names[2]} hold the VIP ${other}`]);
		seen.ownersOf(other).delete(names[2] ?? '');
		expect(ails()).to.deep.equal([]);
		const held = spec.hosts.map((host) => ({
			...host,
			keepalived: host.keepalived && {
				...host.keepalived,
				instances: host.keepalived.instances.map((one) => ({ ...one, excludedIpAddresses: [other] })),
			},
		}));
		expect(ailments({ ...several, hosts: held }, seen, 'ingress')).to.deep.equal([
			`${names[1]} holds the VIP ${other}, not yet ${names[0]}`,
		]);
	});
	it('asks for no IPVS table in host mode', () => {
		const seen = healthy();
		seen.backends.clear();
		expect(ailments(spec, seen, 'host')).to.deep.equal([]);
	});
});

describe('resolveTarget', () => {
	it('goes by what was seen, not by the configuration', () => {
		const seen = healthy();
		seen.owners.clear();
		seen.owners.add(names[2] ?? '');
		expect(resolveTarget({ kind: 'master' }, spec, seen)).to.deep.equal([names[2]]);
		expect(resolveTarget({ kind: 'leader' }, spec, seen)).to.deep.equal([names[1]]);
		expect(resolveTarget({ kind: 'backup', rank: 2 }, spec, seen)).to.deep.equal([names[1]]);
	});

	it('may mean the owner of another floating IP', () => {
		const seen = healthy();
		seen.ownersOf('fd00::200').add(names[1] ?? '');
		const several = { ...spec, vips: [spec.vip, 'fd00::200'] };
		expect(resolveTarget({ kind: 'master', vip: 2 }, several, seen)).to.deep.equal([names[1]]);
		expect(resolveTarget({ kind: 'master', vip: 1 }, several, seen)).to.deep.equal([names[0]]);
	});

	it('says who is where when a target is nobody', () => {
		expect(() => resolveTarget({ kind: 'master' }, spec, new ObservedState())).to.throw(/master\(\) is nobody.*held by nobody/);
	});
});

describe('hostsHit', () => {
	it('is nobody where one of them has no NIC on the segment of the fault', () => {
		const plugged = spec.hosts.map((one, i) => (i === 0 ? { ...one, nics: [nic] } : one));
		const hit = (name: string) =>
			hostsHit(linkDown(host(name), 'carrier', { network: 'ha' }), { ...spec, hosts: plugged }, healthy());
		expect(hit(names[0] ?? '')).to.deep.equal([names[0]]);
		expect(() => hit(names[1] ?? '')).to.throw(`${names[1]} has no NIC on ha`);
	});
	const nic = { network: 'ha', interface: 'eth1', address: '172.16.0.1', mac: '02:42:ac:10:00:01' };
});

describe('hostsWithoutTask', () => {
	it('names the active hosts without a running task where there are tasks for all', () => {
		const seen = healthy();
		expect(hostsWithoutTask(spec, seen)).to.deep.equal([]);
		const task = seen.tasks.get(names[1] ?? '');
		if (task) seen.apply({ ...task, node: names[0] ?? '' });
		expect(hostsWithoutTask(spec, seen)).to.deep.equal([names[1]]);
		expect(hostsWithoutTask({ ...spec, service: { ...spec.service, replicas: 1 } }, seen)).to.deep.equal([]);
	});
});

describe('the pages that a customer must have an answer of', () => {
	it('are every host’s and the VIP’s; in host mode not those of hosts that run no task', () => {
		const hosts = spec.hosts.map((host, i) => (i === 2 ? { ...host, availability: 'drain' as const } : host));
		expect(pagesAsked({ ...spec, hosts }, 'ingress', 'segment')).to.deep.equal([
			'10.0.0.11',
			'10.0.0.12',
			'10.0.0.13',
			'10.0.0.200',
		]);
		expect(pagesAsked({ ...spec, hosts }, 'host', 'segment')).to.deep.equal(['10.0.0.11', '10.0.0.12', '10.0.0.200']);
		expect(pagesAsked({ ...spec, hosts }, 'host', 'routed')).to.deep.equal(['10.0.0.200']);
	});
});
