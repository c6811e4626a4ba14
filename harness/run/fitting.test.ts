import { expect } from 'chai';
import { InputError } from '../base/errors.ts';
import { SIM_KIND } from '../labs/sim/unmodelled.ts';
import { findDrills } from '../load/find-drill.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { fittingDrills } from './fitting.ts';

const drills = (
	await Promise.all(['kill-master', 'kill-other-master', 'dockerd-stop-master', 'proxy-stops'].map(findDrills))
).flat();
const fitting = async (fixture: string) => fittingDrills(drills, await loadCluster(`fixtures/${fixture}`), SIM_KIND);

describe('the drills of --all', () => {
	it('are those that a cluster has something for; why not, is said of the others', async () => {
		const seed = await fitting('seed');
		expect(seed.fitting.map(({ name }) => name)).to.deep.equal(['kill-master', 'dockerd-stop-master']);
		expect(seed.leftOut).to.deep.equal([
			{ drill: 'kill-other-master', why: 'seed has one floating IP' },
			{ drill: 'proxy-stops', why: 'no host of seed has this service' },
		]);
		const proxies = await fitting('haproxy');
		expect(proxies.fitting.map(({ name }) => name)).to.deep.equal(['kill-master', 'proxy-stops']);
	});
	it('are refused, each with its reason, where a cluster has something for none: a run of nothing would pass', async () => {
		const seed = await loadCluster('fixtures/seed');
		const beside = { ...seed, hosts: seed.hosts.map((host, i) => (i === 2 ? { ...host, role: 'none' as const } : host)) };
		let refused: unknown;
		try {
			fittingDrills(drills, beside, SIM_KIND);
		} catch (error) {
			refused = error;
		}
		if (!(refused instanceof InputError)) expect.fail();
		expect(refused.problems.map(({ problem }) => problem)).to.deep.equal([
			'the simulator has no model of hosts beside a swarm, such as proxies before it',
			'seed has one floating IP',
			'the simulator has no model of hosts beside a swarm, such as proxies before it',
			'no host of seed has this service',
		]);
	});
});
