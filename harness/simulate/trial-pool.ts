import type { SimBatch } from './batch.ts';
import type { SimOutcome } from './trials.ts';

/** Whoever simulates many trials: this machine's processors, or a swarm's. What comes out does not depend on who does. */
export interface TrialPool extends AsyncDisposable {
	/**
	 * Runs a batch's trials and hands them over in order, some at once. Ends early where `take` returns false. Rejects with what a trial
	 * cannot run for, or the reason of the interruption.
	 */
	run(batch: SimBatch, take: (outcomes: SimOutcome[]) => boolean): Promise<void>;
	/** Runs several batches, each whole, and keeps of each what `sum` makes of it. Which is done first is nobody's promise. */
	runAll<T>(batches: readonly SimBatch[], sum: (outcomes: SimOutcome[], index: number) => T): Promise<T[]>;
}
