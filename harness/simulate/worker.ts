import { type SimBatch, simulate } from './batch.ts';
import type { SimOutcome } from './trials.ts';

/** What a worker thread does with a batch. */
export default function work(batch: SimBatch): SimOutcome[] {
	return simulate(batch);
}
