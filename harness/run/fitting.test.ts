import { expect } from 'chai';
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
});
