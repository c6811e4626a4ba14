import { join } from 'node:path';
import { packageRoot } from '../base/paths.ts';
import { NODE_IN_LAB, swarmLab } from '../lab-tests/swarm-lab.ts';
import type { ChosenEngine } from '../labs/docker/engine/select.ts';
import { MEASURED } from '../labs/sim/tuning.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { fromFrames, toFrames } from '../on-swarm/frames.ts';
import { swarmPoolOn } from '../on-swarm/open-swarm.ts';
import { pack, unpackResult } from '../on-swarm/payload.ts';
import type { SwarmApi } from '../on-swarm/swarm-api.ts';
import { assembleDrill, summarizeCluster } from '../results/assemble.ts';
import { planTrial } from '../scenario/plan.ts';
import type { SimBatch } from '../simulate/batch.ts';
import { simulateTrials } from '../simulate/trials.ts';
import { killMaster } from './kill-master.ts';
import { efficiencyOf, expectedMs, greatestSpeedUp, type ScaleModel, saturatesAt, worthwhileTrials } from './scale-model.ts';
import { median, timed } from './timing.ts';

const drill = await killMaster();

/** A job of so many trials with so many tasks at once, beside what the model says. */
interface ScaleRow {
	trials: number;
	workers: number;
	tookMs: number;
	expectedMs: number;
	efficiency: number;
}

export interface ScaleBench {
	model: ScaleModel;
	/** More workers are of no use, by the model. */
	saturatesAt: number;
	/** Of a whole run, by the model. */
	greatestSpeedUp: number;
	/** Trials that use so many workers at 0.85, by the model; null where none do. */
	worthwhile: { workers: number; trials: number | null }[];
	/** A run of a million trials, by the model. */
	million: { workers: number; seconds: number }[];
	rows: ScaleRow[];
}

/**
 * Measures each part of the model by itself: a job of one shard and of five, trials in this process, and what whoever asked does with what comes back. Then jobs as a whole on
 * the lab's own three-node swarm, with one and two tasks at once, beside what the model says. `rounds` of each; medians.
 */
export async function benchScale(engine: ChosenEngine, trials: number, rounds: number): Promise<ScaleBench> {
	const { signal } = new AbortController();
	const { trialMs, gatherMs, reportMs } = await measureTrials(Math.min(trials, 2000), rounds);
	const { lab, api } = await swarmLab(engine, signal);
	try {
		const one = await medianOf(rounds, () => timeJob(api, 1, 1, signal));
		const five = await medianOf(rounds, () => timeJob(api, 5, 1, signal, 1));
		const model = { jobMs: Math.max(0, one - (five - one) / 4), taskMs: (five - one) / 4 - trialMs, trialMs, gatherMs, reportMs };
		const rows: ScaleRow[] = [];
		for (const workers of [1, 2])
			for (const some of [trials / 4, trials]) {
				const tookMs = await medianOf(rounds, () => timeJob(api, some, workers, signal));
				const expected = expectedMs({ ...model, reportMs: 0 }, some, workers);
				rows.push({
					trials: some,
					workers,
					tookMs,
					expectedMs: expected,
					efficiency: efficiencyOf(model, some, workers, tookMs),
				});
			}
		return {
			model,
			saturatesAt: saturatesAt(model),
			greatestSpeedUp: greatestSpeedUp(model),
			worthwhile: [2, 10, 100, 1000].map((workers) => ({ workers, trials: worthwhileTrials(model, workers, 0.85) })),
			million: [1, 2, 10, 100, 1000].map((workers) => ({ workers, seconds: expectedMs(model, 1e6, workers) / 1000 })),
			rows,
		};
	} finally {
		await lab[Symbol.asyncDispose]();
	}
}

async function batchOf(trials: number): Promise<SimBatch> {
	const spec = await loadCluster(join(packageRoot, 'fixtures/seed'));
	const plans = Array.from({ length: trials }, (_, i) => ({ ...planTrial(drill, 'scale', i + 1) }));
	return { spec, drill, plans, tuning: MEASURED, keepIn: null };
}

/** A trial, what is done with its outcome as it comes, and at the end; milliseconds each, once this process is warm. */
async function measureTrials(trials: number, rounds: number): Promise<Pick<ScaleModel, 'trialMs' | 'gatherMs' | 'reportMs'>> {
	const { keepIn: _, ...batch } = await batchOf(trials);
	simulateTrials({ ...batch, plans: batch.plans.slice(0, 200) });
	const outcomes = simulateTrials(batch);
	const trialMs = await medianOf(rounds, async () => void simulateTrials(batch));
	const output = toFrames(0, pack({ outcomes })).join('\n');
	const cluster = summarizeCluster(batch.spec);
	const gatherMs = await medianOf(rounds, async () => void unpackResult(fromFrames(0, output) ?? Buffer.alloc(0)));
	const some = outcomes.flatMap(({ trial }) => trial ?? []);
	const reportMs = await medianOf(rounds, async () => void JSON.stringify(assembleDrill(batch.drill, some, cluster, [])));
	return { trialMs: trialMs / trials, gatherMs: gatherMs / trials, reportMs: reportMs / trials };
}

async function timeJob(api: SwarmApi, trials: number, workers: number, signal: AbortSignal, leastTrials?: number): Promise<void> {
	const least = leastTrials === undefined ? {} : { leastTrials };
	const options = { image: NODE_IN_LAB, atOnce: workers, worthAJob: 1, signal, say: console.log, ...least };
	await using pool = await swarmPoolOn(api, 1, options);
	await pool.run(await batchOf(trials), () => true);
}

async function medianOf(rounds: number, work: () => Promise<void>): Promise<number> {
	const took: number[] = [];
	for (let round = 0; round < rounds; round += 1) took.push(await timed(work));
	return median(took);
}
