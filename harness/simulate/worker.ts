import { type SimBatch, type SimOutcome, simulate } from './batch.ts';

/** What a worker thread does with a batch. */
export default function work(batch: SimBatch): SimOutcome[] {
	return simulate(batch);
}
