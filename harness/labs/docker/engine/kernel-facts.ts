import { release } from 'node:os';
import { z } from 'zod';
import { Remembered } from '../remember.ts';
import type { Engine } from './engine.ts';
import { hasIpVs } from './ip-vs.ts';
import { hasNetem, hasTun } from './kernel.ts';

const factsSchema = z.object({ ipVs: z.boolean().nullable(), netem: z.boolean().nullable(), tun: z.boolean().nullable() });

/** What a lab would use of a kernel; null is what could not be tried. */
export type KernelFacts = z.infer<typeof factsSchema>;

const remembered = new Remembered('kernel', factsSchema);

/** What an engine's kernel has, tried in throw-away containers. Throws ENGINE_UNAVAILABLE where the engine can't run them. */
export async function tryKernel(engine: Engine, signal?: AbortSignal): Promise<KernelFacts> {
	signal?.throwIfAborted();
	const ipVs = await hasIpVs(engine);
	signal?.throwIfAborted();
	const netem = await hasNetem(engine.docker);
	signal?.throwIfAborted();
	const tun = await hasTun(engine.docker);
	signal?.throwIfAborted();
	return { ipVs, netem, tun };
}

/** Tries this machine's kernel by its private engine, and keeps what it has for the time when the engine does not run. Throws as `tryKernel`. */
export async function rememberKernel(engine: Engine): Promise<void> {
	remembered.set(release(), await tryKernel(engine));
}

/** What this machine's kernel was found to have. */
export const recalledKernel = (): KernelFacts => remembered.get(release()) ?? { ipVs: null, netem: null, tun: null };
