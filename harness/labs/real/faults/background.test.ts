import { expect } from 'chai';
import { VipdrillError } from '../../../base/errors.ts';
import { loadCluster } from '../../../load/load-cluster.ts';
import { background } from '../../../scenario/fault.ts';
import { everyone } from '../../../scenario/target.ts';
import type { Act } from '../agents/protocol.ts';
import { fakeMachines } from '../testing.ts';
import { background as driver } from './background.ts';
import type { FaultWorld } from './driver.ts';

const seed = await loadCluster('fixtures/seed');

/** A lab whose kernel has netem or not, and what was done on its machines. */
function lab(netem: boolean) {
	const run: string[] = [];
	const scripts: string[] = [];
	const world = {
		lab: fakeMachines(seed, {
			run: async (_machine, script) => {
				run.push(script.text);
				return netem ? 'yes\n' : 'no\n';
			},
		}),
		injector: {
			act: async (acts: Act[]) => {
				for (const act of acts) scripts.push(act.do === 'script' ? act.script : act.do);
				return { askedMs: 1, doneMs: 2 };
			},
		},
	} as unknown as FaultWorld;
	return { world, run, scripts };
}

describe('background on real hosts', () => {
	it('delays and loses in one queue of what the host sends', async () => {
		const { world, scripts } = lab(true);
		const { memo, fire } = await driver.prepare(
			world,
			background(everyone(), { latency: '5ms', jitter: '1ms', loss: 2 }),
			['docker1', 'docker2'],
			0,
		);
		await fire(0);
		expect(memo).to.deep.equal({ netem: true });
		expect(scripts).to.have.length(2);
		expect(scripts[0]?.replaceAll(/ +/g, ' ')).to.equal('tc qdisc add dev ens18 root netem delay 5ms 1ms loss random 2%');
	});
	it('loses by a packet filter where the kernel has no netem, and cannot delay there', async () => {
		const { world, scripts } = lab(false);
		const { fire } = await driver.prepare(world, background(everyone(), { loss: 2 }), ['docker1'], 3);
		await fire(0);
		expect(scripts.join('\n')).to.include('--probability 0.02').and.to.include('VIPDRILL-3');
		let failure: unknown;
		const late = background(everyone(), { jitter: '1ms' });
		await driver.prepare(world, late, ['docker1'], 3).catch((error: unknown) => {
			failure = error;
		});
		expect(failure).to.be.instanceOf(VipdrillError).with.property('code', 'FAULT_FAILED');
	});
	it('runs programs as services of their own, each looked at, also after a boot, and ends them all', async () => {
		const { world, run, scripts } = lab(false);
		const fault = background(everyone(), { cpu: 2, disk: 1 });
		const record = { index: 4, fault, hosts: ['docker1'], memo: { netem: false } };
		await driver.afterBoot?.(world, record, 'docker1');
		expect(scripts).to.have.length(1);
		const units = [...(scripts[0] ?? '').matchAll(/systemctl is-active --quiet (\S+)/g)].map(([, unit]) => unit);
		expect(units).to.deep.equal(['cpu-0', 'cpu-1', 'disk-0'].map((name) => `vipdrill-background-4-${name}`));
		expect(scripts[0]).to.include('of=/var/lib/docker/vipdrill-background-4-disk-0 bs=1M count=16 conv=fsync');
		await driver.undo(world, record);
		expect(run.at(-1)).to.include("systemctl stop 'vipdrill-background-4-*'").and.to.include('rm -f /var/lib/docker/');
	});
});
