import { expect } from 'chai';
import { loadCluster } from '../../load/load-cluster.ts';
import { prepared } from '../../measure/testing.ts';
import { assembleTrial, summarizeCluster } from '../../results/assemble.ts';
import { planTrial } from '../../scenario/plan.ts';
import type { TimelineEvent } from '../../timeline/event.ts';
import { Recording } from '../../timeline/recording.ts';
import { clusterModel } from './cluster-model.ts';
import { shippedWithoutSuites } from './testing.ts';
import { SimTrial } from './trial.ts';
import { MEASURED } from './tuning.ts';

const seed = clusterModel(await loadCluster('fixtures/seed'));
const hardened = clusterModel(await loadCluster('fixtures/hardened'));
const drills = await shippedWithoutSuites();

/** One simulated trial of a drill that ships: what happened, and the figures. */
function trialOf(name: string, trial: number, of = seed) {
	const drill = drills.get(name);
	if (!drill) throw new Error(`no drill ${name}`);
	const plan = planTrial(drill, 'test', trial);
	const recording = new Recording();
	new SimTrial(of, MEASURED, plan, recording).run();
	const events: TimelineEvent[] = recording.events();
	const assembled = assembleTrial(plan, prepared(events), summarizeCluster(of.spec), { timeline: '', capture: null });
	return { events, ...assembled };
}

const trialsOf = (name: string, trials: number, of = seed) => Array.from({ length: trials }, (_, i) => trialOf(name, i + 1, of));

describe('the routines of an ordinary day, simulated', () => {
	it('vip-deleted and network-restart cost the owner its Skew_Time, and nobody else takes over', () => {
		for (const name of ['vip-deleted', 'network-restart'])
			for (const { measurements } of trialsOf(name, 5)) {
				// (256 − 100) / 256 s = 0.609 s, and up to 55 ms of timers and of adding the address.
				expect(measurements.vipAbsentMs).to.be.within(609, 664);
				expect(measurements.newOwner).to.equal('docker1');
			}
	});
	it('short-pause moves nothing where the next in line waits for longer than the pause', () => {
		for (const { measurements } of trialsOf('short-pause', 5))
			expect([measurements.dualOwnerMs, measurements.http.outageMs, measurements.takeoverMs]).to.deep.equal([0, 0, null]);
	});
	it('network-restart takes nothing from a host whose .network file keeps foreign addresses', () => {
		const { measurements } = trialOf('network-restart', 1, hardened);
		expect([measurements.vipAbsentMs, measurements.http.outageMs]).to.deep.equal([0, 0]);
	});
});
