import { relative } from 'node:path';
import { execa } from 'execa';
import { InputError, VipdrillError } from '../errors.ts';
import { runVerdict } from '../gate/verdict.ts';
import { DockerLab } from '../labs/docker/docker-lab.ts';
import { choiceSentence, type EngineChoice } from '../labs/docker/engine/choose.ts';
import type { Engine } from '../labs/docker/engine/engine.ts';
import { type ChosenEngine, openEngine } from '../labs/docker/engine/select.ts';
import { checkTarget } from '../labs/docker/targets.ts';
import type { RunningLab } from '../labs/lab.ts';
import { packageRoot } from '../paths.ts';
import { withoutSecrets } from '../report/redact.ts';
import { type DrillReport, RUN_SCHEMA_VERSION, type RunReport } from '../report/run-report.ts';
import { targetsOf } from '../scenario/describe-fault.ts';
import { labNeeds } from '../scenario/needs.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import { setupProblems } from '../setup.ts';
import { version } from '../version.ts';
import { summarizeCluster } from './assemble.ts';
import { LabKeeper } from './lab-keeper.ts';
import { type DrillOptions, type DrillRun, notRun, type RunStore, runDrill } from './run-drill.ts';
import { createRunFolder, newRunId, writeMeshTables, writeReports } from './run-folder.ts';

/** How often a run brings its lab up anew before it gives up. */
const MAX_REBUILDS = 10;

export interface RunOptions extends DrillOptions {
	drills: DrillSpec[];
	/** Folder in which the run's own folder is made. */
	reportsDir: string;
	/** Name of the run's own folder; its id by default. */
	folder?: string;
	rerun: string;
	/** `silent` for machines, `simple` for logs, `default` for a terminal. */
	renderer: 'default' | 'simple' | 'silent';
}

export interface FinishedRun {
	report: RunReport;
	dir: string;
	/** Why the lab could not be had any more; null where everything was run. */
	stopped: Error | null;
}

/** Throws InputError for what can be known to be wrong before an engine is touched. */
export function checkRun({ spec, drills, trials }: Pick<RunOptions, 'spec' | 'drills' | 'trials'>): void {
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
 * Runs drills on one lab, writes the run's folder, and removes the lab. A trial that fails costs the lab, not the run. Rejects where the
 * cluster never came up, or the run was interrupted.
 */
export async function runOnEngine(engine: ChosenEngine, options: RunOptions): Promise<FinishedRun> {
	const { spec, drills, signal, renderer } = options;
	const needs = labNeeds(drills, spec);
	return runOnLab(() => DockerLab.start({ engine, spec, signal, renderer, needs }), options);
}

async function runOnLab(start: () => Promise<RunningLab>, options: RunOptions): Promise<FinishedRun> {
	const { drills, signal } = options;
	const startedAt = new Date();
	const id = newRunId(startedAt, options.seed);
	const keeper = await LabKeeper.open(start, signal, MAX_REBUILDS);
	try {
		const lab = await keeper.fit();
		const { environment } = lab;
		const dir = createRunFolder(options.reportsDir, options.folder ?? id);
		if (lab instanceof DockerLab && lab.world.mesh) await writeMeshTables(dir, lab.world.mesh.tables);
		const store: RunStore = { dir, timelines: new Map() };
		const reports: DrillReport[] = [];
		let stopped: Error | null = null;
		for (const drill of drills) {
			const run: DrillRun = stopped
				? { report: notRun(drill, options, stopped), stopped }
				: await runDrill(keeper, drill, store, options);
			reports.push(run.report);
			stopped = run.stopped;
		}
		const measured = { ...environment, loadAfter: await loadAfter(keeper) };
		const report = await reportOf(options, { id, startedAt, environment: measured, drills: reports });
		await writeReports(dir, report, store.timelines);
		return { report, dir, stopped };
	} finally {
		options.progress('removing the lab');
		await keeper[Symbol.asyncDispose]();
	}
}

/** A finished run's report, without secrets: it is printed as well as written. */
export async function reportOf(
	{ spec, seed, rerun }: RunOptions,
	{ drills, startedAt, ...rest }: Pick<RunReport, 'id' | 'environment' | 'drills'> & { startedAt: Date },
): Promise<RunReport> {
	return withoutSecrets({
		schemaVersion: RUN_SCHEMA_VERSION,
		...rest,
		startedAt: startedAt.toISOString(),
		finishedAt: new Date().toISOString(),
		seed,
		rerun,
		vipdrillVersion: version,
		git: await gitState(),
		cluster: summarizeCluster(spec),
		drills,
		verdict: runVerdict(drills),
	});
}

/** Null where the last trial has cost the lab. */
async function loadAfter({ current }: LabKeeper<RunningLab>): Promise<number | null> {
	return current instanceof DockerLab ? current.loadAverage() : null;
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
