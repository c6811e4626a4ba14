import { expect } from 'chai';
import { loadCluster } from '../../../load/load-cluster.ts';
import { macFilter } from '../../../scenario/fault.ts';
import { everyone } from '../../../scenario/target.ts';
import type { Act } from '../agents/protocol.ts';
import { fakeMachines } from '../testing.ts';
import type { FaultWorld } from './driver.ts';
import { macFilter as driver } from './mac-filter.ts';

const seed = await loadCluster('fixtures/seed');

/** A lab whose first host is off, and what was done at the switch. */
function lab() {
	const scripts: string[] = [];
	const world = {
		lab: fakeMachines(seed, { isOn: async (machine) => machine !== 'docker1' }),
		injector: {
			cableOf: async (host: string) => `v1a2b3c-${host}`,
			act: async (acts: Act[]) => {
				for (const act of acts) scripts.push(act.do === 'script' ? `${act.pid} ${act.script}` : act.do);
				return { askedMs: 1, doneMs: 2 };
			},
		},
	} as unknown as FaultWorld;
	return { world, scripts };
}

describe('mac-filter on real hosts', () => {
	it('enters the NIC’s own address before it locks the port, also after a boot', async () => {
		const { world, scripts } = lab();
		const fault = macFilter(everyone());
		const { fire } = await driver.prepare(world, fault, ['docker2'], 0);
		expect(scripts).to.deep.equal([]);
		await fire(0);
		await driver.afterBoot?.(world, { index: 0, fault, hosts: ['docker2'], memo: {} }, 'docker2');
		const expected =
			'null bridge fdb replace 02:00:00:00:00:01 dev v1a2b3c-docker2 master static\nbridge link set dev v1a2b3c-docker2 locked on';
		expect(scripts).to.deep.equal([expected, expected]);
	});
	it('unlocks the ports of those that are on', async () => {
		const { world, scripts } = lab();
		await driver.undo(world, { index: 0, fault: macFilter(everyone()), hosts: ['docker1', 'docker2'], memo: {} });
		expect(scripts).to.have.length(1);
		expect(scripts[0]).to.include('bridge link set dev v1a2b3c-docker2 locked off');
	});
});
