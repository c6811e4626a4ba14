import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError } from '../base/errors.ts';
import type { ClusterSpec } from '../cluster/spec.ts';
import { SimLab } from '../labs/sim/sim-lab.ts';
import type { Tuning } from '../labs/sim/tuning.ts';
import { prepareRecording } from '../measure/prepared.ts';
import { assembleTrial, summarizeCluster } from '../results/assemble.ts';
import { failedTrial } from '../results/failed-trial.ts';
import { eventWithoutSecrets, noteCluster, noteDrill } from '../results/redact.ts';
import type { FailedTrial, TrialReport } from '../results/run-report.ts';
import type { DrillSpec, TrialPlan } from '../scenario/spec.ts';
import { formatEvent } from '../timeline/ndjson.ts';
import type { Recording } from '../timeline/recording.ts';
import { sortByTime } from '../timeline/sort.ts';

/** Trials of one drill in the simulator, as plain data: it is handed to worker threads. */
export interface SimBatch {
	spec: ClusterSpec;
	drill: DrillSpec;
	plans: Pick<TrialPlan, 'trial' | 'seed' | 'phases' | 'owner' | 'leader'>[];
	tuning: Tuning;
	/** Run folder in which each trial's timeline is written; null: they are measured and thrown away. */
	keepIn: string | null;
}

/** What became of a simulated trial: one of the two is there. */
export interface SimOutcome {
	trial: TrialReport | null;
	failed: FailedTrial | null;
}

/** Path of a trial's timeline, relative to the run folder. */
const timelinePath = (drill: string, trial: number) => `trials/${drill}-${String(trial).padStart(3, '0')}.ndjson`;

/** Simulates and measures a batch's trials, in order. A trial depends on nothing but its plan, so it does not matter who runs it. */
export function simulate({ spec, drill, plans, tuning, keepIn }: SimBatch): SimOutcome[] {
	// A worker thread has read nothing.
	noteCluster(spec);
	noteDrill(drill);
	const lab = new SimLab(spec, tuning);
	const cluster = summarizeCluster(spec);
	return plans.map((numbered) => {
		const plan: TrialPlan = { drill, ...numbered };
		const path = keepIn === null ? null : timelinePath(drill.name, plan.trial);
		const { recording } = lab;
		try {
			lab.simulate(plan);
		} catch (error) {
			if (error instanceof InputError) throw error;
			keep(keepIn, path, recording);
			return { trial: null, failed: failedTrial(plan, error, sortByTime(recording.occasions), path) };
		}
		keep(keepIn, path, recording);
		return { trial: assembleTrial(plan, prepareRecording(recording), cluster, { timeline: path, capture: null }), failed: null };
	});
}

function keep(dir: string | null, path: string | null, recording: Recording): void {
	if (dir === null || path === null) return;
	const file = join(dir, path);
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(
		file,
		`${recording
			.events()
			.map((event) => formatEvent(eventWithoutSecrets(event)))
			.join('\n')}\n`,
	);
}
