import { gzipSync } from 'node:zlib';
import { InputError } from '../base/errors.ts';
import type { SimBatch } from '../simulate/batch.ts';
import type { TrialPool } from '../simulate/trial-pool.ts';
import type { SimOutcome } from '../simulate/trials.ts';
import { type JobOptions, runJob } from './job.ts';
import { pack, piecesOf, unpackResult } from './payload.ts';
import { cutShards, type Range } from './shards.ts';
import type { SwarmApi } from './swarm-api.ts';

/** How a swarm simulates. */
export interface SwarmPoolOptions extends JobOptions {
	/** What each task runs. */
	program: string;
	/** Fewer trials are simulated here: a job takes some seconds to begin and to end. */
	worthAJob?: number;
	/** A shard has so many trials at least. */
	leastTrials?: number;
	/** The longest payload of a job; more trials take several, one after another. */
	mostBytes?: number;
}

/** What a processor simulates while a job begins and ends. */
const WORTH_A_JOB = 2000;
/** Every task reads all of it, and every manager keeps it. */
const MOST_BYTES = 3 * 2 ** 20;

/** Some trials of a batch, as a swarm gave them: from the `from`th. */
type Take = (batch: number, from: number, outcomes: SimOutcome[]) => boolean;

/**
 * Simulates on a swarm, as replicated jobs. What comes out is what `here`, this machine, would give. That is asked where trials are few, and where
 * their timelines are kept: those files are made here.
 */
export class SwarmPool implements TrialPool {
	readonly #program: Buffer;

	constructor(
		private readonly api: SwarmApi,
		private readonly options: SwarmPoolOptions,
		private readonly here: TrialPool,
	) {
		this.#program = gzipSync(options.program);
	}

	async run(batch: SimBatch, take: (outcomes: SimOutcome[]) => boolean): Promise<void> {
		if (this.#isForHere([batch])) return this.here.run(batch, take);
		const waiting = new Map<number, SimOutcome[]>();
		let next = 0;
		let isEnough = false;
		await this.#run([batch], (_, from, outcomes) => {
			waiting.set(from, outcomes);
			for (let some = waiting.get(next); some && !isEnough; some = waiting.get(next)) {
				waiting.delete(next);
				next += some.length;
				isEnough = !take(some);
			}
			return !isEnough;
		});
	}

	async runAll<T>(batches: readonly SimBatch[], sum: (outcomes: SimOutcome[], index: number) => T): Promise<T[]> {
		if (this.#isForHere(batches)) return this.here.runAll(batches, sum);
		const results = batches.map((batch, index) => (batch.plans.length === 0 ? sum([], index) : null));
		const gathered = batches.map(() => ({ outcomes: [] as SimOutcome[], count: 0 }));
		await this.#run(batches, (index, from, outcomes) => {
			const own = gathered[index] as (typeof gathered)[number];
			for (const [i, outcome] of outcomes.entries()) own.outcomes[from + i] = outcome;
			own.count += outcomes.length;
			if (own.count < (batches[index]?.plans.length ?? 0)) return true;
			results[index] = sum(own.outcomes, index);
			own.outcomes = [];
			return true;
		});
		return results as T[];
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.here[Symbol.asyncDispose]();
	}

	#isForHere(batches: readonly SimBatch[]): boolean {
		const { worthAJob = WORTH_A_JOB } = this.options;
		return countOf(batches) < worthAJob || batches.some(({ keepIn }) => keepIn !== null);
	}

	/** Runs trials as one job after another, each with as many as its payload holds. */
	async #run(batches: readonly SimBatch[], take: Take): Promise<void> {
		for (const { payload, shards, pieces } of loadsOf(batches, this.options)) {
			let isEnough = false;
			const work = { payload, shards: shards.length, program: this.#program };
			await runJob(this.api, work, this.options, (shard, bytes) => {
				const result = unpackResult(bytes);
				if ('refused' in result) throw refusal(result.refused);
				let at = 0;
				for (const piece of piecesOf(lengthsOf(pieces), shards[shard] as Range)) {
					const { batch, from } = pieces[piece.batch] as (typeof pieces)[number];
					const outcomes = result.outcomes.slice(at, at + piece.to - piece.from);
					at += outcomes.length;
					isEnough ||= !take(batch, from + piece.from, outcomes);
				}
				return !isEnough;
			});
			if (isEnough) return;
		}
	}
}

interface Load {
	payload: Buffer;
	shards: Range[];
	/** Which trials of which batch it has, one after another. */
	pieces: (Range & { batch: number })[];
}

/** Cuts trials into jobs. Each is halved until its payload is short enough. */
function* loadsOf(
	batches: readonly SimBatch[],
	{ atOnce, leastTrials, mostBytes = MOST_BYTES }: SwarmPoolOptions,
): Generator<Load> {
	const ranges: Range[] = [{ from: 0, to: countOf(batches) }];
	for (let range = ranges.shift(); range; range = ranges.shift()) {
		const { from, to } = range;
		const pieces = piecesOf(batches, range);
		const shards = cutShards(to - from, atOnce, leastTrials);
		const some = pieces.map((piece) => {
			const { keepIn: _, ...trials } = batches[piece.batch] as SimBatch;
			return { ...trials, plans: trials.plans.slice(piece.from, piece.to) };
		});
		const payload = pack({ batches: some, shards });
		const middle = Math.floor((from + to) / 2);
		if (payload.length <= mostBytes || middle === from) yield { payload, shards, pieces };
		else ranges.unshift({ from, to: middle }, { from: middle, to });
	}
}

const countOf = (batches: readonly SimBatch[]) => batches.reduce((sum, { plans }) => sum + plans.length, 0);

const lengthsOf = (pieces: readonly Range[]) => pieces.map(({ from, to }) => ({ plans: { length: to - from } }));

function refusal([first, ...others]: InputError['problems'][number][]): Error {
	return first ? new InputError([first, ...others]) : new Error('the simulator refused the job without a reason');
}
