import { VipdrillError } from '../../../errors.ts';
import type { Engine } from './engine.ts';
import { findLocalEngine } from './local.ts';
import { canRunPrivateEngine, startPrivateEngine } from './private.ts';

/** Which engine to use: `auto` takes the machine's own where one answers, else a private one. */
export type EngineChoice = 'auto' | 'local' | 'private';

/** Opens the chosen engine and points testcontainers at it. Throws SETUP_NEEDED or ENGINE_UNAVAILABLE with the next step. */
export async function openEngine(choice: EngineChoice): Promise<Engine> {
	const engine = await choose(choice);
	// testcontainers reads its endpoint from here; its reaper is not used, because clean-up goes by vipdrill's labels.
	process.env.DOCKER_HOST = engine.dockerHost;
	process.env.TESTCONTAINERS_RYUK_DISABLED = 'true';
	// It would look for a way to published ports; the lab publishes none.
	process.env.TESTCONTAINERS_HOST_OVERRIDE ??= 'localhost';
	return engine;
}

async function choose(choice: EngineChoice): Promise<Engine> {
	if (choice !== 'private') {
		const local = await findLocalEngine();
		if (local) return local;
		if (choice === 'local') {
			throw new VipdrillError(
				'ENGINE_UNAVAILABLE',
				'no Docker engine answers (DOCKER_HOST, context, default socket); start one, or use `--engine private`',
			);
		}
	}
	if (!(await canRunPrivateEngine())) {
		throw new VipdrillError(
			'SETUP_NEEDED',
			'no Docker engine answers, and a private one needs root and dockerd; start Docker, or run `npm run setup` as root on Debian or Ubuntu',
		);
	}
	return startPrivateEngine();
}
