import { relative } from 'node:path';
import { execa } from 'execa';
import type { ClusterSpec } from '../cluster/spec.ts';
import { InputError, VipdrillError } from '../errors.ts';
import { runVerdict } from '../gate/verdict.ts';
import { DockerLab } from '../labs/docker/docker-lab.ts';
import { choiceSentence, type EngineChoice } from '../labs/docker/engine/choose.ts';
import type { Engine } from '../labs/docker/engine/engine.ts';
import { type ChosenEngine, openEngine } from '../labs/docker/engine/select.ts';
import { checkTarget } from '../labs/docker/targets.ts';
import type { RunningLab } from '../labs/lab.ts';
import { SimLab } from '../labs/sim/sim-lab.ts';
import { checkModelled } from '../labs/sim/unmodelled.ts';
import { packageRoot } from '../paths.ts';
import { withoutSecrets } from '../report/redact.ts';
import { type Environment, RUN_SCHEMA_VERSION, type RunReport, type RunShard } from '../report/run-report.ts';
import { targetsOf } from '../scenario/describe-fault.ts';
import { labNeeds } from '../scenario/needs.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import { setupProblems } from '../setup.ts';
import { version } from '../version.ts';
import { summarizeCluster } from './assemble.ts';
import { clusterHash } from './cluster-hash.ts';
import { DrillWork } from './drill-work.ts';
import { LabKeeper } from './lab-keeper.ts';
import { precisionSentence } from './precision.ts';
import { type DrillOptions, type RunStore, runDrill } from './run-drill.ts';
import { createRunFolder, newRunId, writeMeshTables, writeReports } from './run-folder.ts';
import { type Shard, shareOf } from './shard.ts';

/** How often a run brings its lab up anew before it gives up. */
const MAX_REBUILDS = 10;

export interface RunOptions extends DrillOptions {
	drills: DrillSpec[];
	/** Folder in which the run's own folder is made. */
	reportsDir: string;
	/** Name of the run's own folder; its id by default. */
	folder?: string;
	/** The command that runs the whole again. */
	rerun: string;
	/** Labs side by side, 1 or more; 1 by default. Trials go to whichever is free. */
	labs?: number;
	/** Which part of the run is done here, where it is split; `drills` and `trials` are of the whole. */
	shard?: Shard;
	/** `silent` for machines, `simple` for logs, `default` for a terminal. */
	renderer: 'default' | 'simple' | 'silent';
}

export interface FinishedRun {
	/** What it ran on. */
	spec: ClusterSpec;
	report: RunReport;
	dir: string;
	/** Why the lab could not be had any more; null where everything was run. */
	stopped: Error | null;
}

/** Throws InputError for what can be known to be wrong before an engine is touched. */
export function checkRun(options: Pick<RunOptions, 'spec' | 'drills' | 'trials' | 'untilCiMs' | 'shard'>): void {
	const { spec, drills, trials, shard } = options;
	if (!Number.isInteger(trials) || trials < 1) {
		throw new InputError([
			{
				file: 'command line',
				field: '--trials',
				value: trials,
				problem: 'not a number of trials',
				fix: 'use a whole number of at least 1',
			},
		]);
	}
	for (const drill of drills)
		for (const target of drill.faults.flatMap(({ inject }) => targetsOf(inject))) checkTarget(target, spec, drill.name);
	labNeeds(drills, spec);
	if (shard) shareOf(options, shard);
}

/** Opens the engine and runs drills on one cluster. Rejects with what went wrong after everything is cleaned up. */
export async function runDrills(options: RunOptions & { engine: EngineChoice }): Promise<FinishedRun> {
	checkRun(options);
	return withEngine(options.engine, options.progress, (engine) => runOnEngine(engine, options));
}

/** Hands an engine to some work, once set-up is known to be complete, and lets go of it afterwards. */
export async function withEngine<T>(
	choice: EngineChoice,
	progress: (text: string) => void,
	work: (engine: ChosenEngine) => Promise<T>,
): Promise<T> {
	const engine = await openEngine(choice);
	try {
		await requireSetup(engine);
		progress(choiceSentence(engine.choice));
		return await work(engine);
	} finally {
		await engine.release();
	}
}

/**
 * Runs drills on one cluster, writes the run's folder, and removes what it brought up. A trial that fails costs its lab, not the run. Rejects
 * where the cluster never came up, or the run was interrupted. Throws InputError where the engine has too few processors for the labs.
 */
export async function runOnEngine(engine: ChosenEngine, options: RunOptions): Promise<FinishedRun> {
	const { spec, drills, signal, renderer, labs = 1 } = options;
	await checkProcessors(engine, labs);
	const needs = labNeeds(drills, spec);
	return runOnLabs(
		(number) => DockerLab.start({ engine, spec, signal, renderer: number === 1 ? renderer : 'silent', needs }),
		options,
	);
}

/** Runs drills in the simulator, without any engine. Throws InputError where a drill has a fault that is not modelled. */
export async function runSimulated(options: RunOptions): Promise<FinishedRun> {
	checkRun(options);
	checkModelled(options.drills);
	return runOnLabs(async () => new SimLab(options.spec), options);
}

async function runOnLabs(start: (number: number) => Promise<RunningLab>, whole: RunOptions): Promise<FinishedRun> {
	const { spec, shard, labs = 1 } = whole;
	const share = shard && shareOf(whole, shard);
	const options = share ? { ...whole, share } : whole;
	const drills = share ? whole.drills.filter(({ name }) => share.has(name)) : whole.drills;
	const startedAt = new Date();
	const id = newRunId(startedAt, options.seed);
	const broken = new AbortController();
	const signal = AbortSignal.any([options.signal, broken.signal]);
	const keepers = await openKeepers(start, signal, labs);
	try {
		const opened = await Promise.all(keepers.map((keeper) => keeper.fit()));
		const [first] = opened;
		if (!first) throw new VipdrillError('LAB_FAILED', 'a run needs a lab');
		const dir = createRunFolder(options.reportsDir, options.folder ?? id);
		for (const [index, lab] of opened.entries())
			if (lab instanceof DockerLab && lab.world.mesh)
				await writeMeshTables(dir, lab.world.mesh.tables, index === 0 ? '' : `-lab${index + 1}`);
		const store: RunStore = { dir, timelines: new Map() };
		const works = drills.map((drill) => new DrillWork(drill, options));
		const ends = await Promise.allSettled(
			keepers.map((keeper, index) =>
				workOn(keeper, works, store, { ...options, signal, ...voiceOf(index + 1, options) }).catch((error) => {
					// What ends one lab's work this way ends the run.
					broken.abort(error);
					throw error;
				}),
			),
		);
		options.signal.throwIfAborted();
		broken.signal.throwIfAborted();
		const reasons = ends.flatMap((end) => (end.status === 'fulfilled' && end.value ? [end.value] : []));
		const stopped = reasons.length === keepers.length ? (reasons[0] ?? null) : null;
		for (const work of works) if (stopped) work.abandon(stopped);
		const reports = works.map((work) => work.report(summarizeCluster(spec)));
		// Here, and not only where it is written: it is printed too.
		const report: RunReport = withoutSecrets({
			schemaVersion: RUN_SCHEMA_VERSION,
			id,
			startedAt: startedAt.toISOString(),
			finishedAt: new Date().toISOString(),
			seed: options.seed,
			rerun: shard ? `${whole.rerun} --shard ${shard.index}/${shard.of}` : whole.rerun,
			...(shard ? { shard: runShard(whole, shard) } : {}),
			vipdrillVersion: version,
			git: await gitState(),
			environment: { ...environmentOf(first, labs), loadAfter: await loadAfter(keepers) },
			cluster: summarizeCluster(spec),
			drills: reports,
			verdict: runVerdict(reports),
		});
		await writeReports(dir, report, store.timelines);
		return { spec, report, dir, stopped };
	} finally {
		options.progress(labs === 1 ? 'removing the lab' : 'removing the labs');
		await Promise.all(keepers.map((keeper) => keeper[Symbol.asyncDispose]()));
	}
}

/** Brings the labs up side by side. Where one does not come up, the others are removed and its error is thrown. */
async function openKeepers(
	start: (number: number) => Promise<RunningLab>,
	signal: AbortSignal,
	labs: number,
): Promise<LabKeeper<RunningLab>[]> {
	const numbers = Array.from({ length: labs }, (_, i) => i + 1);
	const opened = await Promise.allSettled(numbers.map((number) => LabKeeper.open(() => start(number), signal, MAX_REBUILDS)));
	const up = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
	const failed = opened.find((result) => result.status === 'rejected');
	if (!failed) return up;
	await Promise.all(up.map((keeper) => keeper[Symbol.asyncDispose]()));
	throw failed.reason;
}

/** One lab's part of a run. Returns why there is no lab any more, or null. */
async function workOn(
	keeper: LabKeeper<RunningLab>,
	works: readonly DrillWork[],
	store: RunStore,
	options: RunOptions,
): Promise<Error | null> {
	for (const work of works) {
		const countBefore = work.count;
		const stopped = await runDrill(keeper, work, store, options);
		if (stopped) return stopped;
		if (work.isIdle && work.count > Math.max(1, countBefore))
			options.progress(`${work.drill.name}: ${precisionSentence(work.precision)}`);
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
	const fix =
		engine.provider === 'uml' ? 'Use --labs 1 in the guest, or split the run with --shard' : `Use --labs ${NCPU} at most`;
	const problem = `the engine (${engine.provider}) has ${NCPU} processor${NCPU === 1 ? '' : 's'}, and each lab needs one`;
	throw new InputError([{ file: 'command line', field: '--labs', value: labs, problem, fix }]);
}

/** Null where the last trials have cost the labs. */
async function loadAfter(keepers: readonly LabKeeper<RunningLab>[]): Promise<number | null> {
	const lab = keepers.map(({ current }) => current).find((current) => current instanceof DockerLab);
	return lab instanceof DockerLab ? lab.loadAverage() : null;
}

/** What a part says of the whole that it belongs to. */
function runShard({ spec, drills, trials, untilCiMs, rerun }: RunOptions, { index, of }: Shard): RunShard {
	return { index, of, drills, trials, untilCiMs: untilCiMs ?? null, rerun, clusterHash: clusterHash(spec) };
}

/** Throws SETUP_NEEDED, naming everything that is missing, where the engine lacks what a lab needs. */
export async function requireSetup(engine: Engine): Promise<void> {
	const problems = await setupProblems(engine);
	if (problems.length > 0) throw new VipdrillError('SETUP_NEEDED', problems.join('\n'));
}

/** The state of vipdrill's own checkout, or null where it is none. */
async function gitState(): Promise<RunReport['git']> {
	const git = (...args: string[]) => execa('git', ['-C', packageRoot, ...args], { reject: false });
	const [commit, status, top] = await Promise.all([
		git('rev-parse', 'HEAD'),
		git('status', '--porcelain'),
		git('rev-parse', '--show-toplevel'),
	]);
	if (commit.exitCode !== 0 || relative(packageRoot, top.stdout.trim()) !== '') return null;
	return { commit: commit.stdout.trim(), dirty: status.stdout.trim() !== '' };
}
