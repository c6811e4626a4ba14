import { expect } from 'chai';
import { loadCluster } from '../../../load/load-cluster.ts';
import { vipDelete } from '../../../scenario/fault.ts';
import { master } from '../../../scenario/target.ts';
import type { Act } from '../agents/protocol.ts';
import { fakeMachines } from '../testing.ts';
import type { FaultWorld } from './driver.ts';
import { vipDelete as driver } from './vip-delete.ts';

const seed = await loadCluster('fixtures/seed');

/** What is deleted on a host on which `ip address show` says this of the VIP. */
async function deleted(said: string, vip = '10.0.0.200') {
	const acts: Act[] = [];
	const asked: string[] = [];
	const world = {
		lab: fakeMachines({ ...seed, vip }, { run: async (_, script) => (asked.push(script.text) > 0 ? said : '') }),
		injector: {
			act: async (some: Act[]) => {
				acts.push(...some);
				return { askedMs: 1, doneMs: 2 };
			},
		},
	} as unknown as FaultWorld;
	const { fire } = await driver.prepare(world, vipDelete(master()), ['docker1'], 0);
	await fire(0);
	return [...asked, ...acts.map((act) => (act.do === 'script' ? act.script : ''))];
}

describe('vip-delete on real hosts', () => {
	it('deletes the VIP from the NIC that has it, with its prefix', async () =>
		expect(await deleted('ens18 10.0.0.200/24\n')).to.deep.equal([
			"ip -o address show to 10.0.0.200 | awk '{print $2, $4; exit}'",
			'ip address delete 10.0.0.200/24 dev ens18',
		]));
	it('finds it on a NIC that keepalived made (use_vmac)', async () =>
		expect((await deleted('vrrp.51 10.0.0.200/32\n'))[1]).to.equal('ip address delete 10.0.0.200/32 dev vrrp.51'));
	it('takes IPv6 too', async () =>
		expect(await deleted('ens18 fd00:10::200/128\n', 'fd00:10::200')).to.deep.equal([
			"ip -o address show to fd00:10::200 | awk '{print $2, $4; exit}'",
			'ip address delete fd00:10::200/128 dev ens18',
		]));
});
