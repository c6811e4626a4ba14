import { assert } from 'chai';
import { VipdrillError } from '../../base/errors.ts';
import { loadCluster } from '../../load/load-cluster.ts';
import { powerLoss } from '../../scenario/fault.ts';
import { planTrial } from '../../scenario/plan.ts';
import type { FaultStep } from '../../scenario/spec.ts';
import { master } from '../../scenario/target.ts';
import type { TimelineEvent } from '../../timeline/event.ts';
import { SimLab } from './sim-lab.ts';
import { shippedWithoutSuites } from './testing.ts';
import { MEASURED } from './tuning.ts';

const spec = await loadCluster('fixtures/seed');
const killMaster = (await shippedWithoutSuites()).get('kill-master') ?? assert.fail('no kill-master');
const options = { signal: new AbortController().signal, capturePath: '', progress: () => {} };

describe('the simulated lab', () => {
	it('emits what the trial recorded, in the same order, whatever it simulated before', async () => {
		const lab = new SimLab(spec, MEASURED);
		const emitted: TimelineEvent[] = [];
		lab.simulate(planTrial(killMaster, 'lab', 2));
		await lab.runTrial(planTrial(killMaster, 'lab', 1), (event) => emitted.push(event), options);
		const fresh = new SimLab(spec, MEASURED);
		fresh.simulate(planTrial(killMaster, 'lab', 1));
		assert.deepEqual(emitted, fresh.recording.events());
		assert.isAbove(emitted.filter(({ type }) => type === 'http.sample').length, 1000);
	});
	it('emits what there was of a trial that ends with an error', async () => {
		// The VIP goes with its owner, so the second fault finds nobody.
		const faults: FaultStep[] = (['0s', '1ms'] as const).map((at) => ({ at, inject: powerLoss(master()) }));
		const lab = new SimLab(spec, MEASURED);
		const emitted: TimelineEvent[] = [];
		const plan = planTrial({ ...killMaster, faults }, 'lab', 1);
		const error = await lab
			.runTrial(plan, (event) => emitted.push(event), options)
			.then(() => null)
			.catch((thrown: unknown) => thrown);
		assert.instanceOf(error, VipdrillError);
		assert.equal(error.code, 'FAULT_FAILED');
		assert.equal(emitted[0]?.type, 'trial.started');
		assert.isAbove(emitted.filter(({ type }) => type === 'http.sample').length, 100);
	});
});
