import { VipdrillError } from '../base/errors.ts';
import { underWay } from '../base/under-way.ts';
import { setupProblems } from '../install/setup.ts';
import { DOCKER_KIND } from '../labs/docker/docker-kind.ts';
import { choiceSentence, type EngineChoice } from '../labs/docker/engine/choose.ts';
import type { Engine } from '../labs/docker/engine/engine.ts';
import { type ChosenEngine, openEngine } from '../labs/docker/engine/select.ts';
import { checkRun } from './check-run.ts';
import { alsoNotRemoved } from './lab-slot.ts';
import type { DrillOptions, FinishedRun, RunOptions } from './options.ts';
import { createRunFolder, removeIfEmpty } from './run-folder.ts';
import { runOnEngine } from './run-on-labs.ts';

/** Opens the engine and runs drills on one cluster. Rejects with what went wrong after everything is cleaned up. */
export async function runDrills(options: RunOptions & { engine: EngineChoice }): Promise<FinishedRun> {
	checkRun(options, DOCKER_KIND);
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
