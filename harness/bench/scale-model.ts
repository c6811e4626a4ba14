import { countShards } from '../on-swarm/shards.ts';

/** What a job's time is made of, each measured by itself; milliseconds. */
export interface ScaleModel {
	/** A job of one shard of one trial, without that trial: made, seen to be done, removed. */
	jobMs: number;
	/** A task more, one after another: container, Node, the program, and until it is seen to be done. */
	taskMs: number;
	/** A trial, on one processor. */
	trialMs: number;
	/** A trial at whoever asked, while others are at work: read, checked, unpacked. No worker takes that from it. */
	gatherMs: number;
	/** A trial of a run, once all are there: judged and written. 0 where only the job is meant. */
	reportMs: number;
}

/**
 * How long so many trials take on so many workers. Tasks run in rounds; meanwhile what earlier ones gave back is gathered, one after another. So it is the longer
 * of the two, the last shard's gathering, and the report: Amdahl's law (Validity of the single processor approach, 1967) with a serial part of which some overlaps.
 */
export function expectedMs({ jobMs, taskMs, trialMs, gatherMs, reportMs }: ScaleModel, trials: number, workers: number): number {
	const shards = countShards(trials, workers);
	const perShard = trials / shards;
	const working = Math.ceil(shards / Math.min(workers, shards)) * (taskMs + perShard * trialMs);
	return jobMs + Math.max(working, gatherMs * trials) + gatherMs * perShard + reportMs * trials;
}

/** Of what the workers could do in that time, the share that was spent on trials. */
export const efficiencyOf = ({ trialMs }: Pick<ScaleModel, 'trialMs'>, trials: number, workers: number, tookMs: number): number =>
	(trials * trialMs) / (workers * tookMs);

/** How many workers keep whoever gathers busy; more are of no use. */
export const saturatesAt = ({ trialMs, gatherMs }: ScaleModel): number => trialMs / gatherMs;

/** How many times as fast as one processor a run can be at most, with whatever workers. */
export const greatestSpeedUp = ({ trialMs, gatherMs, reportMs }: ScaleModel): number => trialMs / (gatherMs + reportMs);

/** The least trials of a doubling row for which so many workers are used that well; null where no number is enough. */
export function worthwhileTrials(model: ScaleModel, workers: number, efficiency: number): number | null {
	for (let trials = 1000; trials <= 1e10; trials *= 2)
		if (efficiencyOf(model, trials, workers, expectedMs(model, trials, workers)) >= efficiency) return trials;
	return null;
}
