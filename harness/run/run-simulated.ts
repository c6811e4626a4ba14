import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SimLab } from '../labs/sim/sim-lab.ts';
import type { Tuning } from '../labs/sim/tuning.ts';
import { checkModelled } from '../labs/sim/unmodelled.ts';
import type { DrillReport, FailedTrial, TrialReport } from '../report/run-report.ts';
import { checkScripts } from '../scenario/check-scripts.ts';
import { planTrial } from '../scenario/plan.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import type { SimBatch } from '../simulate/batch.ts';
import { KeptTimelines, type TimelinePolicy } from '../simulate/kept-timelines.ts';
import { SimPool } from '../simulate/pool.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { parseTimeline } from '../timeline/ndjson.ts';
import { assembleDrill, summarizeCluster } from './assemble.ts';
import { gitState, partOf, reportOf } from './finish-run.ts';
import { isPrecise, precisionOf, precisionSentence } from './precision.ts';
import { checkRun, type FinishedRun, type RunOptions } from './run-drills.ts';
import { createRunFolder, newRunId, writeReports } from './run-folder.ts';

/** Of a drill with more trials, only so many are drawn in index.html. */
const DRAWN = 20;

export interface SimulatedOptions extends RunOptions {
	/** Processors to use; what comes out does not depend on it. */
	jobs: number;
	timelines: TimelinePolicy;
	tuning: Tuning;
	/** Told after each batch how many of a drill's trials are done. */
	onDone?: (drill: DrillSpec, done: number, of: number) => void;
}

/**
 * Runs drills in the simulator, without any engine. Trials leave nothing to each other, so a trial that ends with an error is noted and the
 * others are run. Throws InputError where a drill has a fault that is not modelled.
 */
export async function runSimulated(whole: SimulatedOptions): Promise<FinishedRun> {
	const { options, drills } = partOf(whole);
	checkRun(options);
	checkModelled(options.drills);
	checkScripts(options.drills, options.spec);
	const startedAt = new Date();
	const git = await gitState();
	const id = newRunId(startedAt, options.seed);
	const { environment } = new SimLab(options.spec, options.tuning);
	const dir = createRunFolder(options.reportsDir, options.folder ?? id);
	const timelines = new Map<string, TimelineEvent[]>();
	await using pool = new SimPool(options.jobs, options.signal);
	const reports: DrillReport[] = [];
	for (const drill of drills) reports.push(await runOne(pool, drill, dir, timelines, options, environment));
	const report = reportOf(whole, { id, startedAt, git, environment, drills: reports });
	await writeReports(dir, report, timelines);
	return { spec: options.spec, report, dir, stopped: null };
}

async function runOne(
	pool: SimPool,
	drill: DrillSpec,
	dir: string,
	timelines: Map<string, TimelineEvent[]>,
	options: SimulatedOptions,
	environment: SimLab['environment'],
): Promise<DrillReport> {
	const { spec, tuning, seed, untilCiMs } = options;
	const trials: TrialReport[] = [];
	const failed: FailedTrial[] = [];
	const kept = new KeptTimelines(options.timelines, drill);
	const numbers = options.share?.get(drill.name) ?? Array.from({ length: options.trials }, (_, i) => i + 1);
	const plans = numbers.map((number) => {
		const { drill: _drill, ...plan } = planTrial(drill, seed, number);
		return plan;
	});
	const batch: SimBatch = { spec, drill, plans, tuning, keepIn: null };
	await pool.run(batch, (outcomes) => {
		for (const outcome of outcomes) {
			kept.look(outcome);
			if (outcome.failed) failed.push(outcome.failed);
			if (outcome.trial) {
				trials.push(outcome.trial);
				options.onTrial?.(outcome.trial, environment);
			}
			// After each trial, so that it stops after the same one however many are run at once.
			if (untilCiMs !== undefined && isPrecise(precisionOf(trials), untilCiMs)) return false;
		}
		options.onDone?.(drill, trials.length + failed.length, numbers.length);
		return true;
	});
	// Those whose timeline is kept are simulated again: the same seed gives the same bytes, and no others need be held in memory until it is known.
	const again = { ...batch, plans: plans.filter(({ trial }) => kept.trials.has(trial)), keepIn: dir };
	await pool.run(again, (outcomes) => {
		for (const outcome of outcomes) {
			const done = outcome.trial
				? trials.find(({ trial }) => trial === outcome.trial?.trial)
				: failed.find(({ trial }) => trial === outcome.failed?.trial);
			const path = (outcome.trial ?? outcome.failed)?.timeline ?? null;
			if (done) done.timeline = path;
			if (outcome.trial && path !== null && outcome.trial.trial <= DRAWN)
				timelines.set(path, parseTimeline(readFileSync(join(dir, path), 'utf8'), path));
		}
		return true;
	});
	if (trials.length > 1) options.progress(`${drill.name}: ${precisionSentence(precisionOf(trials))}`);
	return assembleDrill(drill, trials, summarizeCluster(spec), failed);
}
