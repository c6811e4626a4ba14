import type { ClusterSpec } from '../cluster/spec.ts';
import { VipdrillError } from '../errors.ts';
import { choiceSentence, type EngineChoice } from '../labs/docker/engine/choose.ts';
import type { Engine } from '../labs/docker/engine/engine.ts';
import { type ChosenEngine, openEngine } from '../labs/docker/engine/select.ts';
import type { RunReport } from '../report/run-report.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import { setupProblems } from '../setup.ts';
import { underWay } from '../under-way.ts';
import { checkRun } from './check-run.ts';
import { alsoNotRemoved } from './lab-keeper.ts';
import type { DrillOptions } from './run-drill.ts';
import { createRunFolder, removeIfEmpty } from './run-folder.ts';
import { runOnEngine } from './run-on-labs.ts';
import type { Shard } from './shard.ts';

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
	/** What of the labs could not be removed; null where nothing is left. */
	notRemoved: Error | null;
}

/** Opens the engine and runs drills on one cluster. Rejects with what went wrong after everything is cleaned up. */
export async function runDrills(options: RunOptions & { engine: EngineChoice }): Promise<FinishedRun> {
	checkRun(options);
	// Before the engine: where nothing can be written, nothing is started.
	const folder = createRunFolder(options.reportsDir, options.seed, options.folder);
	try {
		return await withEngine(options.engine, options, (engine) => runOnEngine(engine, options, folder));
	} finally {
		removeIfEmpty(folder);
	}
}

/** Hands an engine to some work, once set-up is known to be complete, and lets go of it afterwards. */
export async function withEngine<T>(
	choice: EngineChoice,
	{ progress, signal }: Pick<DrillOptions, 'progress' | 'signal'>,
	work: (engine: ChosenEngine) => Promise<T>,
): Promise<T> {
	const engine = await openEngine(choice, signal);
	let failure: unknown = null;
	try {
		await requireSetup(engine);
		progress(choiceSentence(engine.choice));
		return await work(engine);
	} catch (error) {
		failure = error;
		throw error;
	} finally {
		await release(engine, failure);
	}
}

/** Rejects with CLEANUP_FAILED where the engine could not be let go of. */
async function release(engine: ChosenEngine, failure: unknown): Promise<void> {
	try {
		await underWay('ending the engine', () => engine.release());
	} catch (error) {
		const text = `the engine could not be ended: ${(error as Error).message}; run \`vipdrill clean\``;
		throw alsoNotRemoved(failure, new Error(text, { cause: error }));
	}
}

/** Throws SETUP_NEEDED, naming everything that is missing, where the engine lacks what a lab needs. */
export async function requireSetup(engine: Engine): Promise<void> {
	const problems = await setupProblems(engine);
	if (problems.length > 0) throw new VipdrillError('SETUP_NEEDED', problems.join('\n'));
}
