import { InputError } from '../base/errors.ts';
import type { ClusterSpec } from '../cluster/spec.ts';
import type { FilesChange } from '../labs/sim/files-change.ts';
import { SimLab } from '../labs/sim/sim-lab.ts';
import type { Tuning } from '../labs/sim/tuning.ts';
import { prepareRecording } from '../measure/prepared.ts';
import { assembleTrial, summarizeCluster } from '../results/assemble.ts';
import { failedTrial } from '../results/failed-trial.ts';
import { noteCluster, noteDrill } from '../results/redact.ts';
import type { FailedTrial, TrialReport } from '../results/run-report.ts';
import type { DrillSpec, TrialPlan } from '../scenario/spec.ts';
import type { Recording } from '../timeline/recording.ts';
import { sortByTime } from '../timeline/sort.ts';

/** Trials of one drill in the simulator, as plain data: it is handed to worker threads, of Node or of a browser. */
export interface SimTrials {
	spec: ClusterSpec;
	drill: DrillSpec;
	plans: Pick<TrialPlan, 'trial' | 'seed' | 'phases' | 'owner' | 'leader'>[];
	tuning: Tuning;
	/** Of keepalived's files in the middle of each trial, in time order. */
	changes?: FilesChange[];
}

/** What became of a simulated trial: one of the two is there. */
export interface SimOutcome {
	trial: TrialReport | null;
	failed: FailedTrial | null;
}

/**
 * Simulates and measures trials, in order. A trial depends on nothing but its plan, so it does not matter who runs it. `keep` is told what each
 * recorded, which is there until the next one begins, and says where that is kept: a path, or null. Throws InputError for a drill that cannot be
 * simulated.
 */
export function simulateTrials(
	{ spec, drill, plans, tuning, changes = [] }: SimTrials,
	keep: (trial: number, recording: Recording) => string | null = () => null,
): SimOutcome[] {
	// A worker thread has read nothing.
	for (const one of [spec, ...changes.map((change) => change.spec)]) noteCluster(one);
	noteDrill(drill);
	const lab = new SimLab(spec, tuning);
	const cluster = summarizeCluster(spec);
	return plans.map((numbered) => {
		const plan: TrialPlan = { drill, ...numbered };
		const { recording } = lab;
		try {
			lab.simulate(plan, changes);
		} catch (error) {
			if (error instanceof InputError) throw error;
			const path = keep(plan.trial, recording);
			return { trial: null, failed: failedTrial(plan, error, sortByTime(recording.occasions), path) };
		}
		const timeline = keep(plan.trial, recording);
		return { trial: assembleTrial(plan, prepareRecording(recording), cluster, { timeline, capture: null }), failed: null };
	});
}
