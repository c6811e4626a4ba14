import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Piscina } from 'piscina';
import { builtDir } from '../base/paths.ts';
import { type SimBatch, simulate } from './batch.ts';
import type { TrialPool } from './trial-pool.ts';
import type { SimOutcome } from './trials.ts';

/** Trials a batch: enough that handing it over costs nothing, few enough that progress is seen and an interruption heard. */
const TRIALS_A_BATCH = 20;
/** A worker takes a second to start; fewer trials than this are quicker without. */
const WORTH_A_WORKER = 200;

/** Simulates on so many processors. What comes out does not depend on how many. */
export class SimPool implements TrialPool {
	#pool: Promise<Piscina> | null = null;

	constructor(
		private readonly jobs: number,
		private readonly signal: AbortSignal,
	) {}

	async run(batch: SimBatch, take: (outcomes: SimOutcome[]) => boolean): Promise<void> {
		const parts: SimBatch[] = [];
		for (let at = 0; at < batch.plans.length; at += TRIALS_A_BATCH)
			parts.push({ ...batch, plans: batch.plans.slice(at, at + TRIALS_A_BATCH) });
		const isWorthIt = this.#pool !== null || batch.plans.length >= WORTH_A_WORKER;
		await (this.jobs === 1 || !isWorthIt ? this.#runHere(parts, take) : this.#runThere(parts, take));
	}

	async runAll<T>(batches: readonly SimBatch[], sum: (outcomes: SimOutcome[], index: number) => T): Promise<T[]> {
		const results: T[] = [];
		const trials = batches.reduce((total, { plans }) => total + plans.length, 0);
		const there = this.jobs > 1 && trials >= WORTH_A_WORKER;
		const indices = batches.keys();
		const one = async () => {
			for (const index of indices) results[index] = sum(await this.#one(batches[index] as SimBatch, there), index);
		};
		await Promise.all(Array.from({ length: there ? 2 * this.jobs : 1 }, one));
		return results;
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await (await this.#pool)?.destroy();
	}

	async #runHere(parts: readonly SimBatch[], take: (outcomes: SimOutcome[]) => boolean): Promise<void> {
		for (const part of parts) if (!take(await this.#one(part, false))) return;
	}

	/** A few batches ahead, so that no worker waits and no result piles up. */
	async #runThere(parts: readonly SimBatch[], take: (outcomes: SimOutcome[]) => boolean): Promise<void> {
		const under: Promise<SimOutcome[]>[] = [];
		let next = 0;
		const fill = () => {
			while (next < parts.length && under.length < 3 * this.jobs) {
				const one = this.#one(parts[next++] as SimBatch, true);
				// What ends the first ends the others too, and nobody waits for them then.
				one.catch(() => {});
				under.push(one);
			}
		};
		fill();
		for (let first = under.shift(); first; first = under.shift()) {
			if (!take(await first)) {
				await Promise.allSettled(under);
				return;
			}
			fill();
		}
	}

	async #one(batch: SimBatch, there: boolean): Promise<SimOutcome[]> {
		// So that a signal is heard between two batches.
		await new Promise((resolve) => setImmediate(resolve));
		this.signal.throwIfAborted();
		if (!there) return simulate(batch);
		// One for all: several batches may ask while it is made.
		this.#pool ??= newPool(this.jobs);
		const pool = await this.#pool;
		return pool.run(batch, { signal: this.signal });
	}
}

/** Worker threads. Loaded here, for most runs are over sooner than a worker starts. */
async function newPool(threads: number): Promise<Piscina> {
	const { Piscina } = await import('piscina');
	return new Piscina({
		filename: builtDir === null ? fileURLToPath(new URL('./worker.ts', import.meta.url)) : join(builtDir, 'worker.js'),
		execArgv: builtDir === null ? ['--import', import.meta.resolve('tsx')] : [],
		minThreads: threads,
		maxThreads: threads,
	});
}
