import type { ClusterSpec } from '../../cluster/spec.ts';
import type { Tuning } from '../../labs/sim/tuning.ts';
import type { TrialMeasurements } from '../../metrics/measurements.ts';
import type { DrillSpec } from '../../scenario/spec.ts';

/** What a strain may do to a cluster that nobody would want. */
export const HARMS = {
	move: 'the floating IP moves without need',
	'two-owners': 'two hosts own it',
	outage: 'nobody is served',
} as const;
export type Harm = keyof typeof HARMS;

/** From when on a harm counts, milliseconds. */
export interface Limits {
	outageMs: number;
	twoOwnersMs: number;
	/** How long a cluster lives under loss or jitter in one trial. */
	watchMs: number;
}

/** A trial's world at one value of a strain. */
interface Strained {
	spec: ClusterSpec;
	tuning: Tuning;
	drill: DrillSpec;
}

/** One thing that may be more or less bad, and what is asked at each value of it. */
export interface Strain {
	id: string;
	/** For instance `pause of the owner`. */
	title: string;
	/** What a trial does, one sentence. */
	what: string;
	/** What the model leaves out where that matters here; null where it does not. */
	caveat: string | null;
	/** Values that are asked first, from the least to the greatest. */
	ladder: readonly number[];
	/** Values differ by a multiple of it. */
	step: number;
	/** With its unit. */
	format(value: number): string;
	/** The simulated world at a value. */
	at(value: number, world: { spec: ClusterSpec; tuning: Tuning }, limits: Limits): Strained;
	/** The same on real hosts. */
	onHosts(value: number, spec: ClusterSpec, limits: Limits): Pick<Strained, 'spec' | 'drill'>;
	/** What a trial shows of each harm that can be told here. */
	harms: Partial<Record<Harm, (trial: TrialMeasurements, limits: Limits) => boolean>>;
	/** Why a harm is not among them. */
	cannotTell: Partial<Record<Harm, string>>;
}

/** Whether another host got the floating IP while nothing had failed. */
export function hasMoved({ newOwner, formerOwner, dualOwnerMs }: TrialMeasurements): boolean {
	return (newOwner !== null && newOwner !== formerOwner) || (dualOwnerMs ?? 0) > 0;
}
