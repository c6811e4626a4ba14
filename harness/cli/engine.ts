import type { EngineChoice } from '../labs/docker/engine/choose.ts';
import type { Engine } from '../labs/docker/engine/engine.ts';
import { type Providers, providers } from '../labs/docker/engine/providers/all.ts';
import { runningBases } from '../labs/docker/engine/running.ts';
import { openEngine } from '../labs/docker/engine/select.ts';
import { interruptible } from './ways-out.ts';

/** Starts an engine and leaves it running. */
export const start = (flags: { engine: EngineChoice }): Promise<void> => {
	const signal = interruptible(null);
	return keepOpen(() => openEngine(flags.engine, signal), signal);
};

/** Opens an engine and keeps it. Interrupted before it is kept, it is left again, and ends unless somebody else uses it. */
export async function keepOpen(
	open: () => Promise<Pick<Engine, 'provider' | 'keep' | 'release'>>,
	signal: AbortSignal,
): Promise<void> {
	const engine = await open();
	try {
		signal.throwIfAborted();
		await engine.keep();
	} catch (error) {
		await engine.release();
		throw error;
	}
	console.log(`the ${engine.provider} engine runs; end it with \`vipdrill engine stop\``);
}

/** Ends the guests, and the engines that are vipdrill's own. */
export async function stop({ force = false }: { force?: boolean }): Promise<void> {
	for await (const line of stopped({ force })) console.log(line);
}

/** Does it, and says it line by line. */
export async function* stopped(options: { force: boolean }, from: Providers = providers): AsyncGenerator<string> {
	for (const base of await runningBases(from)) {
		const { ended, usedBy } = await from.guest.stop(base, options);
		if (ended) yield `ended the guest on the ${base.provider} engine`;
		if (usedBy.length > 0) yield `the guest on the ${base.provider} engine stays: ${usedBy.join('; ')} uses it (--force ends it)`;
	}
	for (const { name, own } of from.bases)
		if (own) yield (await own.stop(options)) ? `ended the ${name} engine` : `no ${name} engine was running`;
}
