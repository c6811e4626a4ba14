import { heard } from '../base/deadline.ts';
import { messageOf, VipdrillError } from '../base/errors.ts';
import { underWay } from '../base/under-way.ts';
import { setupProblems } from '../install/setup.ts';
import { DOCKER_KIND } from '../labs/docker/docker-kind.ts';
import { choiceSentence, type EngineChoice } from '../labs/docker/engine/choose.ts';
import type { Engine } from '../labs/docker/engine/engine.ts';
import { endpointsOf } from '../labs/docker/engine/named/endpoint.ts';
import { providers } from '../labs/docker/engine/providers/all.ts';
import { type ChosenEngine, chooseNamedEngines, openEngine } from '../labs/docker/engine/select.ts';
import { checkRun } from './check-run.ts';
import { alsoNotRemoved } from './lab-slot.ts';
import type { DrillOptions, FinishedRun, RunOptions } from './options.ts';
import { createRunFolder, removeIfEmpty } from './run-folder.ts';
import { runOnEngines } from './run-on-labs.ts';

/** Which engine to run on, or which several, by the names that their user gave; `engine` is not asked for then. */
export interface AskedEngines {
	engine: EngineChoice;
	engines?: readonly string[] | undefined;
}

/** Opens the engines and runs drills on one cluster. Rejects with what went wrong after everything is cleaned up. */
export async function runDrills(options: RunOptions & AskedEngines): Promise<FinishedRun> {
	checkRun(options, DOCKER_KIND);
	// Before the engine: where nothing can be written, nothing is started.
	const folder = createRunFolder(options.reportsDir, options.seed, options.folder);
	try {
		return await withEngines(options, options, (engines) => runOnEngines(engines, options, folder));
	} finally {
		removeIfEmpty(folder);
	}
}

/** Hands the engines to some work, once set-up is known to be complete on each, and lets go of them afterwards. */
export async function withEngines<T>(
	asked: AskedEngines,
	{ progress, signal }: Pick<DrillOptions, 'progress' | 'signal'>,
	work: (engines: readonly ChosenEngine[]) => Promise<T>,
): Promise<T> {
	const opened = await openAsked(asked, signal);
	let failure: unknown = null;
	try {
		await requireSetup(...opened.engines);
		const engines = await opened.choose();
		for (const { choice } of engines) progress(choiceSentence(choice));
		return await work(engines);
	} catch (error) {
		failure = error;
		throw error;
	} finally {
		await release(opened.engines, failure);
	}
}

/** The engines, of which those that are named are chosen only when their images are known to be there: those tell what their kernels have. */
async function openAsked(
	{ engine, engines: names }: AskedEngines,
	signal: AbortSignal,
): Promise<{ engines: readonly Engine[]; choose: () => Promise<readonly ChosenEngine[]> }> {
	if (!names) {
		const engines = [await openEngine(engine, signal)];
		return { engines, choose: async () => engines };
	}
	const engines = await heard(providers.named.open(endpointsOf(names)), signal);
	return { engines, choose: () => heard(chooseNamedEngines(engines), signal) };
}

/** Rejects with CLEANUP_FAILED where an engine could not be let go of. */
async function release(engines: readonly Engine[], failure: unknown): Promise<void> {
	const ends = await underWay('ending the engine', () => Promise.allSettled(engines.map((engine) => engine.release())));
	const reasons = ends.flatMap((end) => (end.status === 'rejected' ? [messageOf(end.reason)] : []));
	if (reasons.length === 0) return;
	const text = `the engine could not be ended: ${reasons.join('; ')}; run \`vipdrill clean\``;
	throw alsoNotRemoved(failure, new Error(text, { cause: ends.find((end) => end.status === 'rejected')?.reason }));
}

/** Throws SETUP_NEEDED, naming everything that is missing, where the engines lack what a lab needs. */
export async function requireSetup(...engines: readonly Engine[]): Promise<void> {
	const problems = new Set((await Promise.all(engines.map(setupProblems))).flat());
	if (problems.size > 0) throw new VipdrillError('SETUP_NEEDED', [...problems].join('\n'));
}
