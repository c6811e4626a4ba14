import { VipdrillError } from '../../../base/errors.ts';
import { setupCommandLine } from '../../../base/hints.ts';
import { checkState } from '../../../base/state-folder.ts';
import { baseOf, chooseEngine, type EngineChoice, type EngineDecision, needsGuest } from './choose.ts';
import { type Engine, isGuest } from './engine.ts';
import { hasIpVs } from './ip-vs.ts';
import { findLocalEngine } from './local.ts';
import { canRunPrivateEngine, usePrivateEngine } from './private.ts';
import { openUmlEngine, umlProblems } from './uml.ts';

/** An engine, and why it became this one. */
export interface ChosenEngine extends Engine {
	choice: EngineDecision;
}

/** Opens the chosen engine and points testcontainers at it; a guest that is booting is given up when the signal is pulled. Throws SETUP_NEEDED or ENGINE_UNAVAILABLE with the next step, InputError where the state folder is somebody else's. */
export async function openEngine(asked: EngineChoice, signal?: AbortSignal): Promise<ChosenEngine> {
	const base = await openBaseEngine(asked);
	try {
		const engine = await openOn(base, asked, signal);
		// testcontainers reads its endpoint from here; its reaper is not used, because clean-up goes by vipdrill's labels.
		process.env.DOCKER_HOST = engine.dockerHost;
		process.env.TESTCONTAINERS_RYUK_DISABLED = 'true';
		// It would look for a way to published ports; the lab publishes none.
		process.env.TESTCONTAINERS_HOST_OVERRIDE ??= 'localhost';
		return engine;
	} catch (error) {
		await base.release();
		throw error;
	}
}

/** The engine that a choice rests on, before any guest: what set-up builds the lab images on. Throws as `openEngine` does. */
export async function openBaseEngine(choice: EngineChoice): Promise<Engine> {
	checkState();
	const local = choice === 'private' ? null : await findLocalEngine();
	if (baseOf(choice, local !== null) === 'private') {
		if (await canRunPrivateEngine()) return usePrivateEngine();
		const none = choice === 'private' ? '' : 'no Docker engine answers, and ';
		throw new VipdrillError(
			'SETUP_NEEDED',
			`${none}a private engine needs root and dockerd; start Docker, or run \`${setupCommandLine()}\` as root on Debian or Ubuntu`,
		);
	}
	if (local) return local;
	throw new VipdrillError(
		'ENGINE_UNAVAILABLE',
		'no Docker engine answers (DOCKER_HOST, context, default socket); start one, or use `--engine private`',
	);
}

async function openOn(base: Engine, asked: EngineChoice, signal: AbortSignal | undefined): Promise<ChosenEngine> {
	// The guest is asked for whatever the kernel under it has.
	const ipVs = asked === 'uml' ? null : await hasIpVs(base);
	const choice = chooseEngine(asked, {
		provider: base.provider === 'private' ? 'private' : 'local',
		ipVs,
		umlProblems: needsGuest(asked, ipVs) ? await umlProblems(base) : [],
	});
	if ('problems' in choice) throw new VipdrillError('SETUP_NEEDED', choice.problems.join('\n'));
	return { ...(isGuest(choice.provider) ? await openUmlEngine(base, signal) : base), choice };
}
