import type { TrialMeasurements } from '../../metrics/measurements.ts';

/** A drill as it was run before and after a change. */
export interface DrillPair {
	drill: string;
	before: readonly TrialMeasurements[];
	after: readonly TrialMeasurements[];
	/** Trials of both that drew the same lots (the drill, its seed and their numbers are the same), by their places in `before` and in `after`. */
	sameLots?: readonly (readonly [number, number])[];
}
