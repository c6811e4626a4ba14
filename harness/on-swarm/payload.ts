import { deserialize, serialize } from 'node:v8';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { InputProblem } from '../base/errors.ts';
import { type SimOutcome, type SimTrials, simulateTrials } from '../simulate/trials.ts';
import type { Range } from './shards.ts';

/** All that a job's tasks read: trials of several batches, one after another, and which are whose. */
export interface Payload {
	batches: readonly SimTrials[];
	shards: readonly Range[];
}

/** What a task gives back. `refused`: what the simulator does not take, for people to mend. */
export type Result = { outcomes: SimOutcome[] } | { refused: InputProblem[] };

/** Plain data as bytes. As worker threads are handed it (the structured clone algorithm), so that no number, no absent field and no map becomes another. */
export const pack = (value: Payload | Result): Buffer => gzipSync(serialize(value));

export const unpackPayload = (bytes: Uint8Array): Payload => deserialize(gunzipSync(bytes)) as Payload;
export const unpackResult = (bytes: Uint8Array): Result => deserialize(gunzipSync(bytes)) as Result;

/** A range of the trials, batch by batch: which trials of which. */
export function piecesOf(batches: readonly { plans: { length: number } }[], { from, to }: Range): (Range & { batch: number })[] {
	let start = 0;
	return batches.flatMap(({ plans }, batch) => {
		const piece = { batch, from: Math.max(from - start, 0), to: Math.min(to - start, plans.length) };
		start += plans.length;
		return piece.from < piece.to ? [piece] : [];
	});
}

/** Simulates one shard. Throws InputError for a drill that cannot be simulated. */
export function simulateShard({ batches, shards }: Payload, shard: number): SimOutcome[] {
	const range = shards[shard];
	if (!range) throw new RangeError(`shard ${shard} of ${shards.length}`);
	return piecesOf(batches, range).flatMap(({ batch, from, to }) => {
		const trials = batches[batch] as SimTrials;
		return simulateTrials({ ...trials, plans: trials.plans.slice(from, to) });
	});
}
