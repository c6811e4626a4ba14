import type { Client } from '../timeline/event.ts';
import type { Duration } from '../units.ts';
import type { Expectation } from './expectation.ts';
import type { Fault } from './fault.ts';

/** A drill as data: it can be printed as a plan, run on any lab, saved and replayed. */
export interface DrillSpec {
	name: string;
	/** The real-world event that it stands for, one sentence. */
	event: string;
	/** What should happen, one sentence. */
	hypothesis: string;
	/**
	 * What trials start from. `served`, the default: pages are answered by every host, through a mesh that is proved. `converged`: swarm,
	 * tasks, IPVS tables and VIP are as they should be, and whether pages are answered is the question.
	 */
	starts?: 'served' | 'converged';
	/** Steady state before the first fault, under load. */
	steady: Duration;
	/** How long is watched after it, at least; a drill without faults needs this. */
	observe?: Duration;
	faults: FaultStep[];
	/** How long the trial goes on after the cluster has healed, under load. */
	settle: Duration;
	load: LoadSpec;
	expect: Expectation[];
}

export interface FaultStep {
	/** After the end of the steady state. */
	at: Duration;
	/** `random`: shifted by a phase of the advertisement interval drawn from the trial's seed. */
	phase?: 'random' | 'none';
	inject: Fault;
	/** Undone this long after it took effect. */
	lasts: Duration;
}

export interface LoadSpec {
	/** Fresh connections a second. */
	ratePerSecond: number;
	/** Requests a second over one kept connection; 0 for none. */
	keepAliveRatePerSecond: number;
	/** After which a request counts as failed. */
	timeout: Duration;
	/** Where customers are; `segment` alone by default. Routed ones send fresh connections only, at the same rate. */
	clients?: Client[];
}

/** One trial, fully decided: nothing random is left in it. */
export interface TrialPlan {
	drill: DrillSpec;
	/** From 1. */
	trial: number;
	seed: string;
	/** For each fault: 0 ≤ phase < 1 of the advertisement interval, or null where it hits at a fixed time. */
	phases: (number | null)[];
}
