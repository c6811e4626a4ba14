import type { Engine } from './engine.ts';
import { type Providers, providers } from './providers/all.ts';
import type { BaseEngine } from './providers/provider.ts';

/** Every base that runs now, each once, starting nothing: DOCKER_HOST may point at one of vipdrill's own. */
export async function runningBases({ bases }: Providers = providers): Promise<BaseEngine[]> {
	const engines = (await Promise.all(bases.map((base) => base.find()))).filter((engine) => engine !== null);
	return engines.filter((engine, i) => engines.findIndex((other) => other.dockerHost === engine.dockerHost) === i);
}

/** Every engine that runs now and may hold labs: the bases, and the guests on them. Starts nothing. */
export async function runningEngines(from: Providers = providers): Promise<Engine[]> {
	const bases = await runningBases(from);
	const guests = await Promise.all(bases.map((base) => from.guest.find(base)));
	return [...bases, ...guests.filter((guest) => guest !== null)];
}
