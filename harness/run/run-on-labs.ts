import { heard } from '../base/deadline.ts';
import { InputError } from '../base/errors.ts';
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
import { EngineWatch } from './engine-watch.ts';
import { checkAlike, environmentOf } from './environment-of.ts';
import { gitState, partOf, reportOf } from './finish-run.ts';
import { keepWhatThereIs } from './keep-so-far.ts';
import { alsoNotRemoved, LabSlot, removeAll } from './lab-slot.ts';
import type { FinishedRun, RunOptions } from './options.ts';
import { type RunStore, runDrill } from './run-drill.ts';
import { type RunFolder, writeMeshTables, writeReports, writeRun } from './run-folder.ts';
import { RunSoFar } from './run-so-far.ts';
import { isMoreToDo, TrialQueue } from './trial-queue.ts';

/** How often a run brings a lab up anew before it gives it up. */
const MAX_REBUILDS = 10;

/**
 * Runs drills on one cluster, writes the run's folder, and removes what it brought up. `labs` are on each of the engines; all share out the trials.
 * A trial that fails costs its lab, not the run. Of several engines, one that is lost costs its labs: its trials are run on the others. Rejects
 * where the cluster never came up, or the run was interrupted. Throws InputError where an engine has too few processors for the labs.
 */
export async function runOnEngines(
	engines: readonly ChosenEngine[],
	options: RunOptions,
	folder: RunFolder,
): Promise<FinishedRun> {
	const { spec, drills, signal, renderer, labs = 1, hostImage } = options;
	for (const engine of engines) await checkProcessors(engine, labs);
	const needs = labNeeds(drills, spec);
	const owner = ownerOfLabs(options);
	using watches = new Watches(engines);
	// One round of all engines after the other, so that each has its first lab among the first.
	const sites = Array.from({ length: labs }, () => engines.map((engine) => ({ engine, watch: watches.of(engine) }))).flat();
	// Awaited here, because the watches end with this block.
	return await runOnLabs(
		(number) => {
			const { engine, watch } = sites[number - 1] ?? expectSite(number);
			const starting = DockerLab.start({
				...{ engine, spec, needs, owner, hostImage },
				signal: watch ? AbortSignal.any([signal, watch.signal]) : signal,
				renderer: number === 1 ? renderer : 'silent',
			});
			// On an engine that is gone it would wait for its own clean-up, which nobody answers.
			return heard(starting, watch?.signal);
		},
		{ ...options, labs: sites.length },
		folder,
		sites.map(({ watch }) => watch),
	);
}

function expectSite(number: number): never {
	throw new Error(`no engine for lab ${number}`);
}

/** A watch on each of several engines; none where there is one, for nobody could do its work. */
class Watches implements Disposable {
	readonly #watches = new Map<ChosenEngine, EngineWatch>();

	constructor(engines: readonly ChosenEngine[]) {
		if (engines.length < 2) return;
		for (const engine of engines)
			this.#watches.set(engine, new EngineWatch(engine.name ?? engine.provider, () => engine.docker.ping()).start());
	}

	of(engine: ChosenEngine): EngineWatch | null {
		return this.#watches.get(engine) ?? null;
	}

	[Symbol.dispose](): void {
		for (const watch of this.#watches.values()) watch[Symbol.dispose]();
	}
}

/** This process; its labels say beforehand where it may leave a lab to its user. */
export const ownerOfLabs = ({ keepOnFail }: Pick<RunOptions, 'keepOnFail'>): Owner => ({
	...thisOwner(),
	...(keepOnFail && { leaves: true as const }),
});

/** The same on labs that `start` brings up, by their numbers from 1; `watches` are those of the engines that they are on, where there are several. */
export async function runOnLabs(
	start: (number: number) => Promise<RunningLab>,
	whole: RunOptions,
	folder: RunFolder,
	watches: readonly (EngineWatch | null)[] = [],
): Promise<FinishedRun> {
	const { spec, labs = 1 } = whole;
	const { options, drills } = partOf(whole);
	const { id, dir, startedAt } = folder;
	const git = await gitState();
	const broken = new AbortController();
	const signal = AbortSignal.any([options.signal, broken.signal]);
	const { slots, lost: notUp } = await openSlots(start, { ...options, signal }, labs, watches);
	const queues = drills.map((drill) => new TrialQueue(drill, options));
	const timelines: RunStore['timelines'] = new Map();
	/** What the trials until now say; null before there is a lab. */
	let reportSoFar: ((loadAfter: number | null) => RunReport) | null = null;
	let stopped: Error | null = null;
	let load: number | null = null;
	let failure: { error: unknown } | null = null;
	try {
		const opened = await Promise.all(slots.map(async (slot) => ({ lab: await slot.acquire(), watch: slot.watch })));
		checkAlike(opened);
		const report = (loadAfter: number | null) => {
			const environment = { ...environmentOf(opened, watches), loadAfter };
			const reports = queues.map((queue) => queue.report(summarizeCluster(spec)));
			return reportOf(whole, { id, startedAt, git, environment, drills: reports });
		};
		reportSoFar = report;
		await writeAllMeshTables(
			dir,
			opened.map(({ lab }) => lab),
		);
		const endAll = () => {
			for (const queue of queues) queue.cut();
		};
		const store: RunStore = { dir, timelines, soFar: new RunSoFar(() => writeRun(dir, report(null))), endAll };
		await store.soFar.trialDone();
		const ends = await Promise.allSettled(
			slots.map((slot, index) =>
				workOn(slot, queues, store, { ...options, signal, ...voiceOf(index + 1, slot.watch, options) }).catch((error) => {
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
	const notRemoved = await removeAll([...slots, ...notUp.map(asNotRemoved)]).then(
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

/** A bring-up that left something on an engine that is lost: told at the end, with what else could not be removed. */
const asNotRemoved = (error: Error): AsyncDisposable => ({ [Symbol.asyncDispose]: () => Promise.reject(error) });

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

const leftOn = ({ message }: Error) =>
	new Error(`${message}; what the bring-up left there can't be removed; run \`vipdrill clean\` once it answers`);

/**
 * Brings the labs up side by side. Where one does not come up, the others are removed and its error is thrown; but one whose engine was lost
 * meanwhile is done without, as long as there is another. `lost` says of each what may be left there.
 */
async function openSlots(
	start: (number: number) => Promise<RunningLab>,
	{ signal, progress }: RunOptions,
	labs: number,
	watches: readonly (EngineWatch | null)[],
): Promise<{ slots: LabSlot<RunningLab>[]; lost: Error[] }> {
	const numbers = Array.from({ length: labs }, (_, i) => i + 1);
	const opened = await Promise.allSettled(
		numbers.map((number) => LabSlot.open(() => start(number), signal, MAX_REBUILDS, progress, watches[number - 1] ?? null)),
	);
	const up = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
	const lost: Error[] = [];
	let failed: { reason: unknown } | null = null;
	for (const [index, result] of opened.entries()) {
		if (result.status === 'fulfilled') continue;
		const gone = signal.aborted ? null : await watches[index]?.verdict();
		if (gone) progress(`${gone.message}; the run goes on without it`);
		if (gone) lost.push(leftOn(gone));
		if (!gone || up.length === 0) failed ??= { reason: result.reason };
	}
	if (!failed) return { slots: up, lost };
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
	// Again as long as others may give a trial back: theirs are lost with their engine.
	do {
		for (const queue of queues) {
			const countBefore = queue.count;
			const stopped = await runDrill(slot, queue, store, options);
			if (stopped) return stopped;
			if (queue.isIdle && queue.count > Math.max(1, countBefore))
				options.progress(`${queue.drill.name}: ${precisionSentence(queue.precision)}`);
		}
		// A run that is interrupted leaves trials in hand for good.
	} while (await heard(isMoreToDo(queues), options.signal));
	return null;
}

/** How a lab speaks in a run that has several: by its number, its engine where that has a name, and in whole lines, for no one line has room for all. */
function voiceOf(
	number: number,
	watch: EngineWatch | null,
	{ labs = 1, progress }: RunOptions,
): Pick<RunOptions, 'progress' | 'watcher'> | undefined {
	if (labs === 1) return undefined;
	const on = watch ? ` on ${watch.name}` : '';
	return { progress: (text) => progress(`lab ${number}${on}: ${text}`), watcher: undefined };
}

/** A lab keeps about one processor busy when the cluster fails over; with less than that it is the queue that is measured. */
async function checkProcessors(engine: Engine, labs: number): Promise<void> {
	if (labs === 1) return;
	const { NCPU } = (await engine.docker.info()) as { NCPU: number };
	if (labs <= NCPU) return;
	const fix = isGuest(engine.provider)
		? 'Use --labs 1 in the guest, or split the run with --shard'
		: `Use --labs ${NCPU} at most`;
	const problem = `the engine (${engine.name ?? engine.provider}) has ${countOf(NCPU, 'processor')}, and each lab needs one`;
	throw new InputError([{ file: 'command line', field: '--labs', value: labs, problem, fix }]);
}

/** Null where the last trials have cost the labs. */
async function loadAfter(slots: readonly LabSlot<RunningLab>[]): Promise<number | null> {
	const lab = slots.map(({ current }) => current).find((current) => current instanceof DockerLab);
	return lab instanceof DockerLab ? lab.loadAverage() : null;
}
