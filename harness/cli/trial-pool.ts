import { availableParallelism } from 'node:os';
import { SimPool } from '../simulate/pool.ts';
import type { TrialPool } from '../simulate/trial-pool.ts';
import { NODE_IMAGE, type On } from './options.ts';

/** Where trials are simulated, as the flags say. */
export interface PoolFlags {
	/** Processors, or tasks at once; all by default. */
	jobs?: number;
	on?: On;
	image?: string;
}

/** What a signal has to have removed; null where trials leave nothing. */
export const leftByPool = ({ on }: Pick<PoolFlags, 'on'>): string | null => (on ? 'the job' : null);

/** Opens whoever simulates. Throws ENGINE_UNAVAILABLE where that is a swarm, and none answers. */
export async function openPool({ jobs, on, image = NODE_IMAGE }: PoolFlags, signal: AbortSignal): Promise<TrialPool> {
	const here = jobs ?? availableParallelism();
	if (!on) return new SimPool(here, signal);
	// Docker's client is loaded only for a swarm.
	const { openSwarm } = await import('../on-swarm/open-swarm.ts');
	const say = (text: string) => console.error(`swarm: ${text}`);
	return openSwarm({ context: on.context, image, atOnce: jobs ?? null, jobs: here, signal, say });
}
