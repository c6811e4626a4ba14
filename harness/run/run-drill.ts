import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterSpec } from '../cluster/spec.ts';
import { InputError, VipdrillError } from '../errors.ts';
import type { RunningLab } from '../labs/lab.ts';
import { prepare } from '../measure/prepared.ts';
import { eventWithoutSecrets } from '../report/redact.ts';
import type { Environment, TrialReport } from '../report/run-report.ts';
import { planTrial } from '../scenario/plan.ts';
import type { DrillSpec, TrialPlan } from '../scenario/spec.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { formatEvent } from '../timeline/ndjson.ts';
import { sortByTime } from '../timeline/sort.ts';
import { asWriteError } from '../write-error.ts';
import { assembleTrial, illOf, summarizeCluster } from './assemble.ts';
import type { DrillWork } from './drill-work.ts';
import { plannedTrialMs } from './estimate.ts';
import { failedTrial } from './failed-trial.ts';
import type { LabKeeper } from './lab-keeper.ts';
import type { RunSoFar } from './run-so-far.ts';
import { runWithin } from './run-within.ts';
import type { StopRule } from './stop-rule.ts';

const NO_MESH = 'this drill is about the routing mesh, and here the service is published in host mode; try --engine uml';

export interface DrillOptions {
	spec: ClusterSpec;
	/** Trials of each drill, 1 or more; at most so many where `untilCiMs` is given. */
	trials: number;
	/** Ends a drill as soon as the 95 % confidence interval of its median is narrower. */
	untilCiMs?: number;
	/** When a drill has been repeated enough, before all its trials are run. */
	stopRule?: (drill: DrillSpec) => StopRule;
	/** The trials that fall to this part of a split run, by the drill's name; all of them where it is left out. */
	share?: ReadonlyMap<string, readonly number[]>;
	seed: string;
	signal: AbortSignal;
	/** Told of each step, for people. */
	progress: (text: string) => void;
	/** Told of each trial as soon as it is measured. */
	onTrial?: (trial: TrialReport, environment: Environment) => void;
	/** Told where the run is, and then of a trial's phases in place of `progress`. */
	watcher?: RunWatcher | undefined;
	/** Told of each event as it comes in. */
	onEvent?: (event: TimelineEvent) => void;
}

/** Who wants to show where a run is. */
export interface RunWatcher {
	trialBegins(drill: DrillSpec, trial: number): void;
	phase(text: string): void;
	/** The trial is over, measured or not; a lab may be brought up next. */
	trialEnds(): void;
}

/** Paths of what a trial leaves, relative to the run folder. */
interface TrialFiles {
	timeline: string;
	capture: string;
}

/** Where a run keeps what its trials leave. */
export interface RunStore {
	dir: string;
	/** Sorted events by the timeline's path. */
	timelines: Map<string, TimelineEvent[]>;
	/** Told after each trial, so that a run that dies leaves what it measured. */
	soFar: Pick<RunSoFar, 'trialDone'>;
}

/**
 * Runs a drill's trials on a lab, together with other labs that work on it. A trial that ends with an error is noted, and the next gets a fresh
 * lab. One that could not even begin on a used lab is begun again on a fresh one: the trial before it is to blame. Returns why there is no
 * lab for what comes after, or null. Rejects only where the run was interrupted, or with WRITE_FAILED where its folder takes nothing more.
 */
export async function runDrill(
	keeper: LabKeeper<RunningLab>,
	work: DrillWork,
	store: RunStore,
	options: DrillOptions,
): Promise<Error | null> {
	const { drill } = work;
	const cluster = summarizeCluster(options.spec);
	const ofHowMany = `of ${options.stopRule ? 'at most ' : ''}${options.trials}`;
	const measured = async (plan: TrialPlan, events: TimelineEvent[], files: TrialFiles, environment: Environment) => {
		const sorted = sortByTime(events);
		store.timelines.set(files.timeline, sorted);
		const trial = assembleTrial(plan, prepare(sorted), cluster, files);
		work.measured(trial, illOf(sorted) !== null);
		await store.soFar.trialDone();
		options.onTrial?.(trial, environment);
	};
	for (let number = work.take(); number !== null; number = work.take()) {
		const tell = (text: string) => options.progress(`${drill.name}, trial ${number} ${ofHowMany}: ${text}`);
		const plan = planTrial(drill, options.seed, number);
		const stem = `trials/${drill.name}-${String(number).padStart(3, '0')}`;
		const files = { timeline: `${stem}.ndjson`, capture: `${stem}.pcap` };
		const events: TimelineEvent[] = [];
		const disk = new AbortController();
		const emit = (event: TimelineEvent) => {
			events.push(event);
			options.onEvent?.(event);
			if (disk.signal.aborted) return;
			try {
				// Written as it comes, so that a run that dies leaves what it saw.
				appendFileSync(join(store.dir, files.timeline), `${formatEvent(eventWithoutSecrets(event))}\n`);
			} catch (error) {
				// Whoever emits can do nothing about it: the trial is ended as by an interruption, and undoes its faults.
				disk.abort(asWriteError(error, join(store.dir, files.timeline)) ?? error);
			}
		};
		let lab: RunningLab;
		try {
			lab = await keeper.fit();
		} catch (error) {
			options.signal.throwIfAborted();
			work.giveBack(number);
			return error as Error;
		}
		if (drill.needs === 'mesh' && lab.environment.publishMode === 'host') {
			work.giveBack(number);
			work.abandon(new VipdrillError('LAB_FAILED', NO_MESH));
			return null;
		}
		const wasFresh = keeper.fresh;
		keeper.touch();
		options.watcher?.trialBegins(drill, number);
		try {
			const ended = AbortSignal.any([options.signal, disk.signal]);
			await runWithin(trialWithinMs(drill), ended, (signal) =>
				lab.runTrial(plan, emit, {
					capturePath: join(store.dir, files.capture),
					signal,
					progress: (text) => (options.watcher ? options.watcher.phase(text) : tell(text)),
				}),
			);
		} catch (error) {
			options.signal.throwIfAborted();
			disk.signal.throwIfAborted();
			if (error instanceof InputError) throw error;
			tell(`${(error as Error).message}; the next trial gets a fresh lab`);
			options.watcher?.trialEnds();
			await keeper.giveUp();
			// A cluster that did not come back is measured all the same, and judged by what it did.
			if (illOf(events) !== null) await measured(plan, events, files, lab.environment);
			else if (events.length === 0 && !wasFresh) work.giveBack(number);
			else {
				work.failed(failedTrial(plan, error, sortByTime(events), files.timeline));
				await store.soFar.trialDone();
			}
			continue;
		}
		options.watcher?.trialEnds();
		disk.signal.throwIfAborted();
		await measured(plan, events, files, lab.environment);
	}
	return null;
}

/** Twice what is planned, and the time that all its waits may take: a trial that takes longer hangs. */
const trialWithinMs = (drill: DrillSpec) => 2 * plannedTrialMs(drill) + 10 * 60_000;
