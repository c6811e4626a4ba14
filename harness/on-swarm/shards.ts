/** A part of a job's trials, `from` to before `to`, as they stand one after another. */
export interface Range {
	from: number;
	to: number;
}

/** Of each of the tasks that run at once, so that none has to wait long for the last; and for progress to be seen. */
const SHARDS_EACH = 4;
/** A task takes a second to start; fewer trials than this are over sooner. */
const LEAST_TRIALS = 100;
/** What a task gives back has a few kB a trial, and a lost task is run again. */
const MOST_TRIALS = 2000;

/** How many shards of `least` trials at least so many trials make, for so many tasks at once. */
export function countShards(trials: number, atOnce: number, least = LEAST_TRIALS): number {
	const wanted = Math.max(SHARDS_EACH * atOnce, Math.ceil(trials / MOST_TRIALS));
	return Math.max(1, Math.min(wanted, Math.ceil(trials / least)));
}

/** Cuts trials into as many shards, as even as can be. Every trial is in one shard. */
export function cutShards(trials: number, atOnce: number, least?: number): Range[] {
	const count = countShards(trials, atOnce, least);
	const edge = (i: number) => Math.round((i * trials) / count);
	return Array.from({ length: count }, (_, i) => ({ from: edge(i), to: edge(i + 1) }));
}

/**
 * Which shard a task has, by the slot that Swarm gave it and the job's list of shards, one a slot. Slots of a replicated job count from 0
 * (swarmkit, manager/orchestrator/jobs/replicated/reconciler.go), and a task that replaces a failed one has its slot (restart/restart.go).
 * In a template, slot 0 is no number: the node's ID stands in its place (template/context.go). Throws RangeError for a slot that the list has not.
 */
export function shardOfSlot(slot: string, shards: readonly number[]): number {
	// An ID has 25 letters and digits (identity/randomid.go).
	const index = /^\d{1,9}$/.test(slot) ? Number(slot) : 0;
	const shard = shards[index];
	if (shard === undefined) throw new RangeError(`slot ${slot} of a job of ${shards.length}`);
	return shard;
}
