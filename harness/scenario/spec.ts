import type { Duration } from '../base/units.ts';
import type { Client } from '../timeline/requests.ts';
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
	/** `mesh`: without Swarm's routing mesh the drill would say nothing, and is inconclusive. */
	needs?: 'mesh';
	/** Steady state before the first fault, under load. */
	steady: Duration;
	/** How long is watched after it, at least; a drill without faults needs this. */
	observe?: Duration;
	faults: FaultStep[];
	/** How long the trial goes on after the cluster has healed, under load. */
	settle: Duration;
	load: LoadSpec;
	expect: Expectation[];
	/** Service-level objectives over all trials, for instance `takeover.p95 < 4s`; slo.ts says how they are read. */
	slo?: string[];
	/** What every host lives under for the whole of each trial, from before the steady state until the end. */
	conditions?: Conditions;
	/** Which host leads the swarm when a trial begins, arranged by the lab: not the VIP's owner. Left as it is by default. */
	leader?: 'apart';
	/** What the drill's nature excuses the invariants from. */
	allow?: Allowance;
	/** Shown where the drill fails: what in the configuration mends it. */
	remedy?: { why: string; lines: string[] };
}

/** The windows that the invariants leave out in every trial of a drill, each as long as stated at most; see gate/invariants.ts for the defaults. */
export interface Allowance {
	/** In all, with more than one owner of the VIP. */
	dualOwner?: Duration;
	/** At a time, without an owner although a healthy host is connected. */
	noOwner?: Duration;
	/** At a time, with an owner whose node does not answer. */
	deafOwner?: Duration;
	/** Why. */
	because: string;
}

/** A design is judged as it lives, not in a quiet room; whatever is left out is as the lab has it. */
export interface Conditions {
	/** How much longer what a host sends takes, and how much that varies. */
	latency?: Duration;
	jitter?: Duration;
	/** Share of what a host sends that is lost, per cent. */
	loss?: number;
	/** Programs on each host that want a processor each, and that write to its disk without end. */
	cpu?: number;
	disk?: number;
}

export interface FaultStep {
	/** After the end of the steady state. */
	at: Duration;
	/** Waits until the cluster is as healthy as before the trial, however long after `at`: for one machine after the other. */
	once?: 'healthy';
	/** `random`: shifted by a phase of the advertisement interval drawn from the trial's seed. */
	phase?: 'random' | 'none';
	inject: Fault;
	/** Undone this long after it took effect; by default when the drill has been observed for `observe`, or all else is undone. */
	lasts?: Duration;
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
	/** Names of probes of the cluster's that ask too, from the client on the segment; none by default. */
	probes?: string[];
}

/** One trial, fully decided: nothing random is left in it. */
export interface TrialPlan {
	drill: DrillSpec;
	/** From 1. */
	trial: number;
	seed: string;
	/** For each fault: 0 ≤ phase < 1 of the advertisement interval, or null where it hits at a fixed time. */
	phases: (number | null)[];
	/** Who holds the floating IP as the trial begins, where that is up to the simulator; whom VRRP elects where it is not said. */
	owner?: string;
	/** Who leads the swarm as the trial begins, where that is up to the simulator; drawn from the seed where it is not said. */
	leader?: string;
}
