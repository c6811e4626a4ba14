import type { ErrorCode } from '../base/errors.ts';
import type { InvariantResult } from '../gate/invariants.ts';
import type { ExpectationResult, Verdict } from '../gate/verdict.ts';
import type { Summary } from '../measure/summary.ts';
import type { TrialMeasurements } from '../metrics/measurements.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import type { Environment } from '../timeline/environment.ts';
import type { Mark } from '../timeline/event.ts';

export type { ExpectationResult, Verdict };

/** Bumped when a reader of run.json would have to change. */
export const RUN_SCHEMA_VERSION = 1;

/** The content of run.json: everything a report or a gate needs, without the timelines themselves. */
export interface RunReport {
	schemaVersion: typeof RUN_SCHEMA_VERSION;
	id: string;
	/** ISO 8601, UTC. */
	startedAt: string;
	finishedAt: string;
	seed: string;
	/** The command that runs the same again. */
	rerun: string;
	/** Of a part of a run that was split; absent from whole ones. */
	shard?: RunShard;
	vipdrillVersion: string;
	git: { commit: string; dirty: boolean } | null;
	environment: Environment;
	cluster: ClusterSummary;
	/** Of a run that goes on, or was ended before its last trial; absent from finished ones. */
	interrupted?: Interrupted;
	drills: DrillReport[];
	verdict: Verdict;
}

/** How far a run, or a drill of it, came. */
export interface Interrupted {
	/** Trials that were run, failed ones too. */
	done: number;
	/** Trials that were asked for; at most so many where they are repeated until a median is known. */
	of: number;
}

/** That a drill was to be repeated until its median is known. */
export interface UntilCi {
	/** What the 95 % confidence interval of the median was to be narrower than, milliseconds. */
	widthMs: number;
	/** Trials at most. */
	maxTrials: number;
}

/** Which part of a split run this is, and what the whole is: enough to tell what belongs together, and what is missing. */
export interface RunShard {
	/** From 1. */
	index: number;
	of: number;
	/** All drills of the whole run, in order. */
	drills: DrillSpec[];
	/** Trials of each drill; at most so many where `untilCiMs` is given. */
	trials: number;
	untilCiMs: number | null;
	/** The command of the whole run. */
	rerun: string;
	/** SHA-256 of what the cluster folder says, secrets left out. */
	clusterHash: string;
}

export interface ClusterSummary {
	name: string;
	vip: string;
	subnet: string;
	hosts: ClusterHost[];
	/** The floating IPs beside `vip`; absent where there are none. */
	otherVips?: VipSummary[];
	service: { name: string; image: string; replicas: number | null; publishedPort: number };
	deviations: string[];
}

/** A floating IP, and each host's VRRP instance for it. */
interface VipSummary {
	vip: string;
	hosts: ClusterHost[];
}

export interface ClusterHost {
	name: string;
	address: string;
	role: string;
	/** Of its VRRP instance for the VIP; null without one. */
	priority: number | null;
	/** What VRRP's timers say of it; null without an instance. */
	masterDownIntervalMs: number | null;
	advertIntMs: number | null;
	/** Skew_Time; null also in runs from before it was recorded. */
	skewMs: number | null;
	/** Whether it takes the VIP from a host of lower priority; null without an instance, and in runs from before it was recorded. */
	preempt: boolean | null;
}

export interface DrillReport {
	name: string;
	event: string;
	hypothesis: string;
	spec: DrillSpec;
	trials: TrialReport[];
	/** Trials that ended with an error and are in no figure. */
	failedTrials: FailedTrial[];
	/** Where not all of its trials were run; it is inconclusive at best then. */
	interrupted?: Interrupted;
	/** Absent where its number of trials was given. */
	untilCi?: UntilCi;
	summary: Record<string, Summary>;
	expectations: ExpectationResult[];
	/** Its service-level objectives, judged over all trials. */
	slos: ExpectationResult[];
	verdict: Verdict;
	/** One sentence: why this verdict. */
	because: string;
}

/** A trial that ended with an error. */
export interface FailedTrial {
	trial: number;
	seed: string;
	/** Which of several engines it ran on; absent where there was one. */
	engine?: string;
	code: ErrorCode;
	message: string;
	/** The phase it was in; null where it had not begun. */
	phase: Mark['phase'] | null;
	/** False where the cluster was not healthy again within the time that it is given. */
	cameBack: boolean;
	/** Path of what was seen of it, relative to the run folder; null where nothing was. */
	timeline: string | null;
}

export interface TrialReport {
	trial: number;
	seed: string;
	/** Which of several engines it ran on; absent where there was one. */
	engine?: string;
	/** Path of the timeline, relative to the run folder; null where it was not kept. */
	timeline: string | null;
	/** Path of the packet capture, relative to the run folder; null where the lab has none. */
	capture: string | null;
	faults: {
		fault: string;
		/** What else there is to say of it, in words. */
		detail?: string;
		target: string;
		hosts: string[];
		askedMs: number;
		doneMs: number;
		atMs: number;
		uncertaintyMs: number;
		phase: number | null;
	}[];
	measurements: TrialMeasurements;
	/** What must hold in every trial of every drill, judged; empty in runs from before it was. */
	invariants: InvariantResult[];
}
