import type { ClusterSpec } from '../cluster/spec.ts';
import type { Tuning } from '../labs/sim/tuning.ts';
import type { TrialMeasurements } from '../metrics/measurements.ts';
import type { DrillSpec } from '../scenario/spec.ts';

/** Trials of one drill on one cluster in the simulator. Cells of one seed and one drill's name draw the same random numbers. */
export interface TrialCell {
	spec: ClusterSpec;
	tuning: Tuning;
	drill: DrillSpec;
	trials: number;
	seed: string;
}

/** What became of them: each trial that was measured, and how many ended with an error. */
export interface CellOutcome {
	measured: TrialMeasurements[];
	failed: number;
}

/** Whoever simulates: worker threads, or a browser. Gives each cell's outcome, in order. */
export type SimulateCells = (cells: readonly TrialCell[]) => Promise<CellOutcome[]>;
