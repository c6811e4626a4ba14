import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asWriteError } from '../base/write-error.ts';
import { SimLab } from '../labs/sim/sim-lab.ts';
import type { Tuning } from '../labs/sim/tuning.ts';
import { SIM_KIND } from '../labs/sim/unmodelled.ts';
import { assembleDrill, summarizeCluster } from '../results/assemble.ts';
import { precisionOf, precisionSentence } from '../results/precision.ts';
import type { ClusterSummary, DrillReport, FailedTrial, TrialReport } from '../results/run-report.ts';
import { Stopping } from '../results/stop-rule.ts';
import { planTrial } from '../scenario/plan.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import type { SimBatch } from '../simulate/batch.ts';
import { KeptTimelines } from '../simulate/kept-timelines.ts';
import { SimPool } from '../simulate/pool.ts';
import type { TimelinePolicy } from '../simulate/timeline-policies.ts';
import type { TrialPool } from '../simulate/trial-pool.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { parseTimeline } from '../timeline/ndjson.ts';
import { checkRun } from './check-run.ts';
import { gitState, partOf, reportOf } from './finish-run.ts';
import { keepWhatThereIs } from './keep-so-far.ts';
import type { FinishedRun, RunOptions } from './options.ts';
import type { RunStore } from './run-drill.ts';

import { createRunFolder, writeReports, writeRun } from './run-folder.ts';
import { RunSoFar } from './run-so-far.ts';

/** Of a drill with more trials, only so many are drawn in index.html. */
const DRAWN = 20;
/** A killed run has lost this much of its time at most, or the last batch. */
const WRITTEN_EVERY_MS = 5000;

export interface SimulatedOptions extends RunOptions {
	/** Processors to use, one by default; what comes out does not depend on it. */
	jobs?: number;
	/** Who simulates, in place of this machine's processors; whoever made it disposes of it. */
	pool?: TrialPool;
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
	checkRun(options, SIM_KIND);
	const folder = createRunFolder(options.reportsDir, options.seed, options.folder);
	const { id, dir, startedAt } = folder;
	const git = await gitState();
	const { environment } = new SimLab(options.spec, options.tuning);
	const timelines = new Map<string, TimelineEvent[]>();
	const works = drills.map((drill) => new SimulatedDrill(drill, options));
	const report = () => {
		const reports = works.map((work) => work.report(summarizeCluster(options.spec)));
		return reportOf(whole, { id, startedAt, git, environment, drills: reports });
	};
	const soFar = new RunSoFar(() => writeRun(dir, report()), WRITTEN_EVERY_MS);
	await using here = new SimPool(options.jobs ?? 1, options.signal);
	try {
		for (const work of works) await runOne(options.pool ?? here, work, { dir, timelines, soFar }, options, environment);
		await soFar.written();
	} catch (error) {
		await soFar.written().catch(() => {});
		await keepWhatThereIs(folder, report(), timelines, options.progress);
		throw asWriteError(error) ?? error;
	}
	const finished = report();
	await writeReports(dir, finished, timelines);
	return { spec: options.spec, report: finished, dir, stopped: null, notRemoved: null, kept: [] };
}

/** A drill's simulated trials, gathered as they are done. */
class SimulatedDrill {
	readonly trials: TrialReport[] = [];
	readonly failed: FailedTrial[] = [];
	readonly numbers: readonly number[];
	/** Set where fewer trials than asked for were enough. */
	isEnough = false;

	constructor(
		readonly drill: DrillSpec,
		private readonly options: SimulatedOptions,
	) {
		const { share, trials } = options;
		this.numbers = share?.get(drill.name) ?? Array.from({ length: trials }, (_, i) => i + 1);
	}

	get done(): number {
		return this.trials.length + this.failed.length;
	}

	report(cluster: ClusterSummary): DrillReport {
		const isFinished = this.isEnough || this.done >= this.numbers.length;
		const interrupted = isFinished ? undefined : { done: this.done, of: this.numbers.length };
		const { untilCiMs: widthMs } = this.options;
		const untilCi = widthMs === undefined ? undefined : { widthMs, maxTrials: this.numbers.length };
		return assembleDrill(this.drill, this.trials, cluster, this.failed, { interrupted, untilCi });
	}
}

async function runOne(
	pool: Pick<TrialPool, 'run'>,
	work: SimulatedDrill,
	{ dir, timelines, soFar }: RunStore & { soFar: RunSoFar },
	options: SimulatedOptions,
	environment: SimLab['environment'],
): Promise<void> {
	const { spec, tuning, seed, stopRule } = options;
	const { drill, trials, failed, numbers } = work;
	const stopping = new Stopping(stopRule?.(drill) ?? null);
	const kept = new KeptTimelines(options.timelines, drill);
	const plans = numbers.map((number) => {
		const { drill: _drill, ...plan } = planTrial(drill, seed, number);
		return plan;
	});
	const batch: SimBatch = { spec, drill, plans, tuning, keepIn: null };
	let unwritten: { error: unknown } | null = null;
	await pool.run(batch, (outcomes) => {
		if (unwritten) throw unwritten.error;
		for (const outcome of outcomes) {
			kept.look(outcome);
			if (outcome.failed) failed.push(outcome.failed);
			if (outcome.trial) {
				trials.push(outcome.trial);
				options.onTrial?.(outcome.trial, environment);
			}
			// After each trial, so that it stops after the same one however many are run at once.
			work.isEnough = stopping.isEnough(trials);
			if (work.isEnough) return false;
		}
		options.onDone?.(drill, work.done, numbers.length);
		// Trials need not wait for the disk; what it does not take ends the run at the next batch.
		soFar.trialDone().catch((error: unknown) => {
			unwritten = { error };
		});
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
}
