import { expect } from 'chai';
import type { ClusterSpec } from '../../cluster/spec.ts';
import { loadCluster } from '../../load/load-cluster.ts';
import { everyPage, formSwarm, vipUrl } from './swarm.ts';
import { fakeEngine, fakeMachines } from './testing.ts';

const rich = await loadCluster('fixtures/two-vips');

/** What the engines of a cluster are asked as they form a swarm. */
async function asked(spec: ClusterSpec): Promise<string[]> {
	const said: string[] = [];
	const lab = fakeMachines(spec, {
		inner: (host) => {
			const name = typeof host === 'string' ? host : host.name;
			const note = async (what: string, options: { AdvertiseAddr: string; RemoteAddrs?: string[] }) =>
				void said.push([name, what, options.AdvertiseAddr, ...(options.RemoteAddrs ?? [])].join(' '));
			return fakeEngine({
				swarmInit: ((options: never) => note('init', options)) as () => Promise<unknown>,
				swarmJoin: ((options: never) => note('join', options)) as () => Promise<unknown>,
				swarmInspect: async () => ({ JoinTokens: { Manager: 'manager-token', Worker: 'worker-token' } }),
			});
		},
	});
	await formSwarm(lab);
	return said;
}

describe('a swarm', () => {
	it('is formed over the customers’ segment, or over the one that it has', async () => {
		expect(await asked(rich)).to.deep.equal([
			'docker1 init 10.0.0.11',
			'docker2 join 10.0.0.12 10.0.0.11:2377',
			'docker3 join 10.0.0.13 10.0.0.11:2377',
		]);
		const inside = { ...rich, swarm: { ...rich.swarm, network: 'inside' } };
		expect(await asked(inside)).to.deep.equal([
			'docker1 init 172.16.0.11',
			'docker2 join 172.16.0.12 172.16.0.11:2377',
			'docker3 join 172.16.0.13 172.16.0.11:2377',
		]);
		expect((await asked({ ...inside, swarm: { ...inside.swarm, advertise: 'interface' } }))[0]).to.equal('docker1 init ens19');
	});
	it('has no part of the hosts beside it', async () => {
		const [first, ...others] = rich.hosts;
		if (!first) throw new Error('no host');
		const spec: ClusterSpec = { ...rich, hosts: [{ ...first, role: 'none' }, ...others] };
		expect((await asked(spec)).map((line) => line.split(' ')[0])).to.deep.equal(['docker2', 'docker3']);
		expect(everyPage(fakeMachines(spec))).to.deep.equal(['http://10.0.0.12:80/', 'http://10.0.0.13:80/']);
	});
});

describe('the address of the service', () => {
	it('at a floating IP has the port that customers ask, and IPv6 in brackets', () => {
		const lab = fakeMachines({ ...rich, service: { ...rich.service, port: 8443, path: '/up' } });
		expect([vipUrl(lab, '10.0.0.200'), vipUrl(lab, 'fd00::1')]).to.deep.equal([
			'http://10.0.0.200:8443/up',
			'http://[fd00::1]:8443/up',
		]);
	});
});
