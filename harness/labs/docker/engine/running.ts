import type { Engine } from './engine.ts';
import { findLocalEngine } from './local.ts';
import { findPrivateEngine } from './private.ts';
import { findUmlEngine } from './uml.ts';

/** Every engine that runs now and may hold labs: the machine's own, the private one, and the guests on them. Starts nothing. */
export async function runningEngines(): Promise<Engine[]> {
	const found = await Promise.all([findLocalEngine(), findPrivateEngine()]);
	const engines = found.filter((engine) => engine !== null);
	// DOCKER_HOST may point at the private engine itself.
	const bases = engines.filter((engine, i) => engines.findIndex((other) => other.dockerHost === engine.dockerHost) === i);
	const guests = await Promise.all(bases.map(findUmlEngine));
	return [...bases, ...guests.filter((guest) => guest !== null)];
}
