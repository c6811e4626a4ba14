import { InputError, VipdrillError } from '../base/errors.ts';
import { asWriteError } from '../base/write-error.ts';
import { countOf } from '../gate/wording.ts';
import { DockerLab } from '../labs/docker/docker-lab.ts';
import type { Engine } from '../labs/docker/engine/engine.ts';
import { isGuest } from '../labs/docker/engine/providers/kinds.ts';
import type { ChosenEngine } from '../labs/docker/engine/select.ts';
import { type Owner, thisOwner } from '../labs/docker/owner.ts';
import type { RunningLab } from '../labs/lab.ts';
import { labNeeds } from '../labs/needs.ts';
import { summarizeCluster } from '../results/assemble.ts';
import { precisionSentence } from '../results/precision.ts';
import type { RunReport } from '../results/run-report.ts';
import type { Environment } from '../timeline/environment.ts';
import { gitState, partOf, reportOf } from './finish-run.ts';
import { keepWhatThereIs } from './keep-so-far.ts';
import { alsoNotRemoved, LabSlot, removeAll } from './lab-slot.ts';
import type { FinishedRun, RunOptions } from './options.ts';
import { type RunStore, runDrill } from './run-drill.ts';
import { type RunFolder, writeMeshTables, writeReports, writeRun } from './run-folder.ts';
import { RunSoFar } from './run-so-far.ts';
import { TrialQueue } from './trial-queue.ts';

/** How often a run brings a lab up anew before it gives it up. */
const MAX_REBUILDS = 10;

/**
 * Runs drills on one cluster, writes the run's folder, and removes what it brought up. A trial that fails costs its lab, not the run. Rejects
 * where the cluster never came up, or the run was interrupted. Throws InputError where the engine has too few processors for the labs.
 */
export async function runOnEngine(engine: ChosenEngine, options: RunOptions, folder: RunFolder): Promise<FinishedRun> {
	const { spec, drills, signal, renderer, labs = 1, hostImage } = options;
	await checkProcessors(engine, labs);
	const needs = labNeeds(drills, spec);
	const owner = ownerOfLabs(options);
	return runOnLabs(
		(number) => DockerLab.start({ engine, spec, signal, renderer: number === 1 ? renderer : 'silent', needs, owner, hostImage }),
		options,
		folder,
	);
}

/** This process; its labels say beforehand where it may leave a lab to its user. */
export const ownerOfLabs = ({ keepOnFail }: Pick<RunOptions, 'keepOnFail'>): Owner => ({
	...thisOwner(),
	...(keepOnFail && { leaves: true as const }),
});

/** The same on labs that `start` brings up, by their numbers from 1. */
export async function runOnLabs(
	start: (number: number) => Promise<RunningLab>,
	whole: RunOptions,
	folder: RunFolder,
): Promise<FinishedRun> {
	const { spec, labs = 1 } = whole;
	const { options, drills } = partOf(whole);
	const { id, dir, startedAt } = folder;
	const git = await gitState();
	const broken = new AbortController();
	const signal = AbortSignal.any([options.signal, broken.signal]);
	const slots = await openSlots(start, { ...options, signal }, labs);
	const queues = drills.map((drill) => new TrialQueue(drill, options));
	const timelines: RunStore['timelines'] = new Map();
	/** What the trials until now say; null before there is a lab. */
	let reportSoFar: ((loadAfter: number | null) => RunReport) | null = null;
	let stopped: Error | null = null;
	let load: number | null = null;
	let failure: { error: unknown } | null = null;
	try {
		const opened = await Promise.all(slots.map((slot) => slot.acquire()));
		const [first] = opened;
		if (!first) throw new VipdrillError('LAB_FAILED', 'a run needs a lab');
		const report = (loadAfter: number | null) => {
			const environment = { ...environmentOf(first, labs), loadAfter };
			const reports = queues.map((queue) => queue.report(summarizeCluster(spec)));
			return reportOf(whole, { id, startedAt, git, environment, drills: reports });
		};
		reportSoFar = report;
		await writeAllMeshTables(dir, opened);
		const endAll = () => {
			for (const queue of queues) queue.cut();
		};
		const store: RunStore = { dir, timelines, soFar: new RunSoFar(() => writeRun(dir, report(null))), endAll };
		await store.soFar.trialDone();
		const ends = await Promise.allSettled(
			slots.map((slot, index) =>
				workOn(slot, queues, store, { ...options, signal, ...voiceOf(index + 1, options) }).catch((error) => {
					// What ends one lab's work this way ends the run.
					broken.abort(error);
					throw error;
				}),
			),
		);
		options.signal.throwIfAborted();
		broken.signal.throwIfAborted();
		const reasons = ends.flatMap((end) => (end.status === 'fulfilled' && end.value ? [end.value] : []));
		stopped = reasons.length === slots.length ? (reasons[0] ?? null) : null;
		for (const queue of queues) if (stopped) queue.abandon(stopped);
		load = await loadAfter(slots);
	} catch (error) {
		failure = { error: asWriteError(error) ?? error };
	}
	const kept = failure ? [] : await letGoOfKept(slots, options.progress);
	// The cluster goes first: whatever keeps the reports from being written must not keep it alive.
	if (kept.length < labs) options.progress(labs === 1 ? 'removing the lab' : 'removing the labs');
	const notRemoved = await removeAll(slots).then(
		() => null,
		(error: Error) => error,
	);
	if (failure) await keepWhatThereIs(folder, reportSoFar?.(null) ?? null, timelines, options.progress);
	if (failure && notRemoved) throw alsoNotRemoved(failure.error, notRemoved);
	if (failure) throw failure.error;
	const report = (reportSoFar as unknown as NonNullable<typeof reportSoFar>)(load);
	try {
		await writeReports(dir, report, timelines);
	} catch (error) {
		const wrong = asWriteError(error) ?? error;
		throw notRemoved ? alsoNotRemoved(wrong, notRemoved) : wrong;
	}
	return { spec, report, dir, stopped, notRemoved, kept };
}

/** Lets go of the labs that are to stay. One that can't be let go of is removed with the others. */
async function letGoOfKept(
	slots: readonly LabSlot<RunningLab>[],
	progress: RunOptions['progress'],
): Promise<FinishedRun['kept']> {
	const kept: FinishedRun['kept'] = [];
	for (const slot of slots) {
		const one = slot.takeKept();
		if (!one) continue;
		if (one.lab.letGo) kept.push({ ...(await one.lab.letGo()), why: one.why });
		else await one.lab[Symbol.asyncDispose]();
	}
	if (kept.length > 0) progress(`lab ${kept.map(({ id }) => id).join(', ')} stays`);
	return kept;
}

async function writeAllMeshTables(dir: string, labs: readonly RunningLab[]): Promise<void> {
	for (const [index, lab] of labs.entries())
		if (lab instanceof DockerLab && lab.world.mesh)
			await writeMeshTables(dir, lab.world.mesh.tables, index === 0 ? '' : `-lab${index + 1}`);
}

/** Brings the labs up side by side. Where one does not come up, the others are removed and its error is thrown. */
async function openSlots(
	start: (number: number) => Promise<RunningLab>,
	{ signal, progress }: RunOptions,
	labs: number,
): Promise<LabSlot<RunningLab>[]> {
	const numbers = Array.from({ length: labs }, (_, i) => i + 1);
	const opened = await Promise.allSettled(
		numbers.map((number) => LabSlot.open(() => start(number), signal, MAX_REBUILDS, progress)),
	);
	const up = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
	const failed = opened.find((result) => result.status === 'rejected');
	if (!failed) return up;
	const notRemoved = await removeAll(up).then(
		() => null,
		(error: Error) => error,
	);
	throw notRemoved ? alsoNotRemoved(failed.reason, notRemoved) : failed.reason;
}

/** One lab's part of a run. Returns why there is no lab any more, or null. */
async function workOn(
	slot: LabSlot<RunningLab>,
	queues: readonly TrialQueue[],
	store: RunStore,
	options: RunOptions,
): Promise<Error | null> {
	for (const queue of queues) {
		const countBefore = queue.count;
		const stopped = await runDrill(slot, queue, store, options);
		if (stopped) return stopped;
		if (queue.isIdle && queue.count > Math.max(1, countBefore))
			options.progress(`${queue.drill.name}: ${precisionSentence(queue.precision)}`);
	}
	return null;
}

/** How a lab speaks in a run that has several: by its number, and in whole lines, for no one line has room for all. */
function voiceOf(number: number, { labs = 1, progress }: RunOptions): Pick<RunOptions, 'progress' | 'watcher'> | undefined {
	if (labs === 1) return undefined;
	return { progress: (text) => progress(`lab ${number}: ${text}`), watcher: undefined };
}

function environmentOf({ environment }: RunningLab, labs: number): Environment {
	if (labs === 1) return environment;
	const shared = `A machine of its own: ${labs} labs ran side by side on one.`;
	return { ...environment, labs, notTested: [...environment.notTested, shared] };
}

/** A lab keeps about one processor busy when the cluster fails over; with less than that it is the queue that is measured. */
async function checkProcessors(engine: Engine, labs: number): Promise<void> {
	if (labs === 1) return;
	const { NCPU } = (await engine.docker.info()) as { NCPU: number };
	if (labs <= NCPU) return;
	const fix = isGuest(engine.provider)
		? 'Use --labs 1 in the guest, or split the run with --shard'
		: `Use --labs ${NCPU} at most`;
	const problem = `the engine (${engine.provider}) has ${countOf(NCPU, 'processor')}, and each lab needs one`;
	throw new InputError([{ file: 'command line', field: '--labs', value: labs, problem, fix }]);
}

/** Null where the last trials have cost the labs. */
async function loadAfter(slots: readonly LabSlot<RunningLab>[]): Promise<number | null> {
	const lab = slots.map(({ current }) => current).find((current) => current instanceof DockerLab);
	return lab instanceof DockerLab ? lab.loadAverage() : null;
}
