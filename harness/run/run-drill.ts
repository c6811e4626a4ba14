import { appendFileSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { heard } from '../base/deadline.ts';
import { InputError, VipdrillError } from '../base/errors.ts';
import { asWriteError } from '../base/write-error.ts';
import type { RunningLab } from '../labs/lab.ts';
import { prepare } from '../measure/prepared.ts';
import { assembleDrill, assembleTrial, illOf, summarizeCluster } from '../results/assemble.ts';
import { failedTrial } from '../results/failed-trial.ts';
import { eventWithoutSecrets } from '../results/redact.ts';
import { leadInMs, planTrial } from '../scenario/plan.ts';
import type { DrillSpec, TrialPlan } from '../scenario/spec.ts';
import type { Environment } from '../timeline/environment.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { formatEvent } from '../timeline/ndjson.ts';
import { sortByTime } from '../timeline/sort.ts';
import type { EngineWatch } from './engine-watch.ts';
import { plannedTrialMs } from './estimate.ts';
import type { LabSlot } from './lab-slot.ts';
import type { DrillOptions } from './options.ts';
import { writeLogs } from './run-folder.ts';
import type { RunSoFar } from './run-so-far.ts';
import { runWithin } from './run-within.ts';
import type { TrialQueue } from './trial-queue.ts';

const NO_MESH = 'this drill is about the routing mesh, and here the service is published in host mode; try --engine uml';

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
	/** Has no lab of the run begin another trial. */
	endAll?: () => void;
}

/**
 * Runs a drill's trials on a lab, together with other labs that work on it. A trial that ends with an error is noted, and the next gets a fresh
 * lab. One that could not even begin on a used lab is begun again on a fresh one: the trial before it is to blame. Returns why there is no
 * lab for what comes after, or null. Rejects only where the run was interrupted, or with WRITE_FAILED where its folder takes nothing more.
 */
export async function runDrill(
	slot: LabSlot<RunningLab>,
	queue: TrialQueue,
	store: RunStore,
	options: DrillOptions,
): Promise<Error | null> {
	const { drill } = queue;
	const cluster = summarizeCluster(options.spec);
	const ofHowMany = `of ${options.stopRule ? 'at most ' : ''}${options.trials}`;
	const measured = async (plan: TrialPlan, events: TimelineEvent[], files: TrialFiles, environment: Environment) => {
		const sorted = sortByTime(events);
		store.timelines.set(files.timeline, sorted);
		await writeLogs(store.dir, files.timeline, sorted);
		const trial = assembleTrial(plan, prepare(sorted), cluster, files);
		queue.measured(trial, illOf(sorted) !== null);
		await store.soFar.trialDone();
		options.onTrial?.(trial, environment);
		return trial;
	};
	/** Keeps the lab of a trial that failed, and ends the run: whoever asked for that wants to look, and the lab stands where the trial left it. */
	const keep = (number: number, why: string) => {
		slot.keep(`${drill.name}, trial ${number}: ${why}`);
		(store.endAll ?? (() => queue.cut()))();
	};
	for (let number = queue.take(); number !== null; number = queue.take()) {
		const tell = (text: string) => options.progress(`${drill.name}, trial ${number} ${ofHowMany}: ${text}`);
		const plan = planTrial(drill, options.seed, number);
		const stem = `trials/${drill.name}-${String(number).padStart(3, '0')}`;
		const files = { timeline: `${stem}.ndjson`, capture: `${stem}.pcap` };
		const events: TimelineEvent[] = [];
		const disk = new AbortController();
		let isForgotten = false;
		const emit = (event: TimelineEvent) => {
			// What is left of a trial on an engine that is gone may still speak.
			if (isForgotten) return;
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
			lab = await slot.acquire();
		} catch (error) {
			options.signal.throwIfAborted();
			queue.giveBack(number);
			return error as Error;
		}
		if (drill.needs === 'mesh' && lab.environment.publishMode === 'host') {
			queue.giveBack(number);
			queue.abandon(new VipdrillError('LAB_FAILED', NO_MESH));
			return null;
		}
		const { watch } = slot;
		const breaksBefore = watch?.breaks ?? 0;
		const wasFresh = slot.fresh;
		slot.markUsed();
		options.watcher?.trialBegins(drill, number);
		try {
			const ended = AbortSignal.any([options.signal, disk.signal, ...(watch ? [watch.signal] : [])]);
			const running = runWithin(trialWithinMs(drill, options), ended, (signal) =>
				lab.runTrial(plan, emit, {
					capturePath: join(store.dir, files.capture),
					leadInMs: leadInMs(plan),
					signal,
					...(options.pause && { pause: options.pause }),
					progress: (text) => (options.watcher ? options.watcher.phase(text) : tell(text)),
				}),
			);
			// Its own end would wait for answers that never come.
			await heard(running, watch?.signal);
		} catch (error) {
			options.signal.throwIfAborted();
			disk.signal.throwIfAborted();
			const gone = watch && (await isCutOff(watch, breaksBefore, error as Error));
			if (gone) {
				isForgotten = true;
				tell(`${gone.message}; the trial is run again`);
				options.watcher?.trialEnds();
				await forgetTrial(store.dir, files);
				queue.giveBack(number);
				await slot.discard();
				if (watch.lost) return watch.lost;
				continue;
			}
			if (error instanceof InputError) throw error;
			const notBegun = events.length === 0 && !wasFresh;
			const isKept = options.keepOnFail && !notBegun;
			tell(`${(error as Error).message}; ${isKept ? 'the lab stays' : 'the next trial gets a fresh lab'}`);
			options.watcher?.trialEnds();
			if (isKept) keep(number, (error as Error).message);
			else await slot.discard();
			// A cluster that did not come back is measured all the same, and judged by what it did.
			if (illOf(events) !== null) await measured(plan, events, files, lab.environment);
			else if (notBegun) queue.giveBack(number);
			else {
				await writeLogs(store.dir, files.timeline, events);
				queue.failed(failedTrial(plan, error, sortByTime(events), files.timeline));
				await store.soFar.trialDone();
			}
			continue;
		}
		options.watcher?.trialEnds();
		disk.signal.throwIfAborted();
		const trial = await measured(plan, events, files, lab.environment);
		if (!options.keepOnFail) continue;
		const { verdict, because } = assembleDrill(drill, [trial], cluster);
		if (verdict === 'fail') keep(number, because);
	}
	return null;
}

/**
 * Whether a trial's error is that its engine, of several, was cut off: lost, or refusing connections while the trial ran. Then it says nothing of
 * the cluster. Waits until the engine answers, or is given up. Null where the engine was there all the time.
 */
async function isCutOff(watch: EngineWatch, breaksBefore: number, error: Error): Promise<Error | null> {
	const lost = await watch.verdict();
	if (lost) return lost;
	if (watch.breaks === breaksBefore) return null;
	return new VipdrillError('ENGINE_UNAVAILABLE', `the connection to engine ${watch.name} broke (${error.message})`, {
		cause: error,
	});
}

/** Removes what a trial that is run again has written. */
async function forgetTrial(dir: string, { timeline, capture }: TrialFiles): Promise<void> {
	const stem = basename(capture, '.pcap');
	const folder = dirname(join(dir, capture));
	const own = (await readdir(folder)).filter(
		(name) => name === basename(timeline) || name.startsWith(`${stem}.`) || name.startsWith(`${stem}-`),
	);
	await Promise.all(own.map((name) => rm(join(folder, name), { force: true, recursive: true })));
}

/** How long a trial may be paused. */
export const PAUSED_AT_MOST_MS = 30 * 60_000;

/** Milliseconds: twice what is planned, and the time that all its waits may take: a trial that takes longer hangs. */
export const trialWithinMs = (drill: DrillSpec, { pause }: Pick<DrillOptions, 'pause'>): number =>
	2 * plannedTrialMs(drill) + 10 * 60_000 + (pause ? PAUSED_AT_MOST_MS : 0);
