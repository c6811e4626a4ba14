import { expect } from 'chai';
import { loadCluster } from '../../../load/load-cluster.ts';
import { deafBoot } from '../../../scenario/fault.ts';
import { master } from '../../../scenario/target.ts';
import type { Act } from '../agents/protocol.ts';
import { fakeMachines } from '../testing.ts';
import { deafBoot as driver } from './deaf-boot.ts';
import type { FaultRecord, FaultWorld } from './driver.ts';

const seed = await loadCluster('fixtures/seed');
type Kind = ReturnType<typeof deafBoot>;

/** A lab whose first host is off, and what was done. */
function lab() {
	const done: string[] = [];
	const world = {
		lab: fakeMachines(seed, {
			isOn: async (machine) => machine !== 'docker1',
			switchOn: async (host) => void done.push(`${host} on`),
		}),
		injector: {
			cableOf: async (host: string) => `v1a2b3c-${host}`,
			act: async (acts: Act[]) => {
				for (const act of acts) done.push(act.do === 'script' ? act.script : act.do);
				return { askedMs: 1, doneMs: 2 };
			},
		},
		nowMs: () => 0,
		boots: async (host: string) => void done.push(`${host} boots`),
	} as unknown as FaultWorld;
	const record: FaultRecord<Kind, Record<string, never>> = {
		...{ index: 0, fault: deafBoot(master()), hosts: ['docker1', 'docker2'], memo: {} },
	};
	return { world, done, record };
}

describe('deaf-boot on real hosts', () => {
	it('takes the new cable from the bridge once it is plugged in, and notes which that was', async () => {
		const { world, done, record } = lab();
		await driver.afterBoot?.(world, record, 'docker2');
		expect(done).to.deep.equal([
			[
				'mkdir -p /run/vipdrill-deaf',
				'basename "$(readlink /sys/class/net/v1a2b3c-docker2/master)" > /run/vipdrill-deaf/v1a2b3c-docker2',
				'ip link set dev v1a2b3c-docker2 nomaster',
			].join('\n'),
		]);
	});
	it('plugs the cable of whom is on into that bridge again, where it was taken, and switches on whom is not', async () => {
		const { world, done, record } = lab();
		await driver.undo(world, record);
		expect(done[0]).to.match(
			/^if \[ -s \/run\/vipdrill-deaf\/v1a2b3c-docker2 \]; then\n\tip link set dev v1a2b3c-docker2 master "\$\(cat /,
		);
		expect(done.slice(1)).to.deep.equal(['docker1 on', 'docker1 boots']);
	});
});
