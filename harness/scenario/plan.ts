import { sha256 } from '@noble/hashes/sha2.js';
import type { DrillSpec, TrialPlan } from './spec.ts';

/** Fractional part of the golden ratio: adding it again and again spreads points evenly over [0, 1) however many there are (Weyl sequence). */
const GOLDEN = 0.618_033_988_749_895;

/** A number in [0, 1) that depends on nothing but its words. */
export function uniform(...words: (string | number)[]): number {
	const digest = sha256(new TextEncoder().encode(words.join('\0')));
	return digest.slice(0, 6).reduce((sum, byte) => sum * 256 + byte, 0) / 2 ** 48;
}

/** Swarm's longest rhythm: agents send a heartbeat every 5 s (swarmkit, manager/dispatcher: DefaultHeartBeatPeriod). */
const HEARTBEAT_MS = 5000;

/**
 * How long a real cluster that is healthy is left alone before a trial begins, milliseconds, 0 to 5,000, drawn from the trial's seed. The trials of
 * a run follow one another at the same pace, so without it each fault would hit at about the same phase of Swarm's heartbeats.
 */
export const leadInMs = ({ drill, seed }: Pick<TrialPlan, 'drill' | 'seed'>): number =>
	HEARTBEAT_MS * uniform(seed, drill.name, 'lead-in');

/**
 * Decides trial `trial` (from 1) of a drill. A seed gives the same plans on every machine, and trial k the same plan however many trials
 * are run. Random phases start at a point drawn from the seed and step by the golden ratio, so even three trials are spread over the interval.
 */
export function planTrial(drill: DrillSpec, seed: string, trial: number): TrialPlan {
	const phases = drill.faults.map((step, index) =>
		step.phase === 'random' ? (uniform(seed, drill.name, index) + (trial - 1) * GOLDEN) % 1 : null,
	);
	return { drill, trial, seed: `${seed}/${trial}`, phases };
}
