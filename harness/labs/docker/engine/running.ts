import type { Engine } from './engine.ts';
import { identityOf, type NamedEngines } from './named/named.ts';
import { type Providers, providers } from './providers/all.ts';
import type { BaseEngine } from './providers/provider.ts';

/** Every base that runs now, each once, starting nothing: DOCKER_HOST may point at one of vipdrill's own. */
export async function runningBases({ bases }: Providers = providers): Promise<BaseEngine[]> {
	const engines = (await Promise.all(bases.map((base) => base.find()))).filter((engine) => engine !== null);
	return engines.filter((engine, i) => engines.findIndex((other) => other.dockerHost === engine.dockerHost) === i);
}

/** Every engine that runs now and may hold labs: the bases, the guests on them, and the named ones that runs have used, as `noted` has found them. Starts nothing. */
export async function runningEngines(
	from: Providers = providers,
	noted: ReturnType<NamedEngines['look']> = from.named.look(),
): Promise<Engine[]> {
	const [bases, named] = await Promise.all([runningBases(from), noted]);
	const guests = await Promise.all(bases.map((base) => from.guest.find(base)));
	const engines = [...bases, ...guests.filter((guest) => guest !== null)];
	const answering = named.flatMap(({ engine }) => engine ?? []);
	if (answering.length === 0) return engines;
	// A context may be another name of an engine that is known already.
	const known = await Promise.all(engines.map(async ({ docker }) => identityOf(await docker.info())));
	const ids = [...known, ...answering.map(({ id }) => id)];
	return [...engines, ...answering.filter((_, i) => ids.indexOf(ids[known.length + i] ?? '') === known.length + i)];
}
