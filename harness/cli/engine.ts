import type { EngineChoice } from '../labs/docker/engine/choose.ts';
import { isGuest } from '../labs/docker/engine/engine.ts';
import { stopPrivateEngine } from '../labs/docker/engine/private.ts';
import { runningEngines } from '../labs/docker/engine/running.ts';
import { openEngine } from '../labs/docker/engine/select.ts';
import { stopUmlEngine } from '../labs/docker/engine/uml.ts';

/** Starts an engine and leaves it running. */
export async function start(flags: { engine: EngineChoice }): Promise<void> {
	const { provider, keep } = await openEngine(flags.engine);
	await keep();
	console.log(`the ${provider} engine runs; end it with \`vipdrill engine stop\``);
}

/** Ends the guests and the private engine. */
export async function stop({ force = false }: { force?: boolean }): Promise<void> {
	for (const { docker, provider } of await runningEngines()) {
		if (isGuest(provider)) continue;
		const { ended, usedBy } = await stopUmlEngine(docker, { force });
		if (ended) console.log(`ended the guest on the ${provider} engine`);
		if (usedBy.length > 0)
			console.log(`the guest on the ${provider} engine stays: ${usedBy.join('; ')} uses it (--force ends it)`);
	}
	console.log((await stopPrivateEngine({ force })) ? 'ended the private engine' : 'no private engine was running');
}
