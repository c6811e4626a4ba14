import type { Injector } from './injector.ts';
import type { Machines } from './machines.ts';
import type { MeshFinding } from './mesh-proof.ts';
import type { Observer } from './observer/observer.ts';

/** A cluster that drills can be run on, and what it took. */
export interface LiveCluster {
	lab: Machines;
	observer: Observer;
	injector: Injector;
	publishMode: 'ingress' | 'host';
	publishModeReason: string | null;
	/** Null where the service is published in host mode. */
	mesh: MeshFinding | null;
	steps: { step: string; durationMs: number }[];
}
