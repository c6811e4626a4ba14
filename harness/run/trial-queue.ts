import { assembleDrill } from '../results/assemble.ts';
import { failedTrial } from '../results/failed-trial.ts';
import { type Precision, precisionOf } from '../results/precision.ts';
import type { ClusterSummary, DrillReport, FailedTrial, TrialReport } from '../results/run-report.ts';
import { Stopping } from '../results/stop-rule.ts';
import { planTrial } from '../scenario/plan.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import type { DrillOptions } from './options.ts';

/** A drill that fails this often is left, so that it does not use up the rebuilds of those after it. */
const FAILURES_PER_DRILL = 2;

/** Waits until a trial is to be had from one of the queues: true; or none is in hand any more that could be given back: false. */
export async function isMoreToDo(queues: readonly TrialQueue[]): Promise<boolean> {
	for (;;) {
		if (queues.some(({ hasMore }) => hasMore)) return true;
		const busy = queues.filter(({ isIdle }) => !isIdle);
		if (busy.length === 0) return false;
		await Promise.race(busy.map((queue) => queue.changed()));
	}
}

/** The trials of a drill: handed out one by one to the labs that run them, and gathered again. */
export class TrialQueue {
	readonly #trials: TrialReport[] = [];
	readonly #failed: FailedTrial[] = [];
	/** Trials that were measured and cost their lab. */
	#lost = 0;
	readonly #left: number[];
	/** Of all trials that were asked for. */
	readonly #numbers: readonly number[];
	readonly #stopping: Stopping;
	#inHand = 0;
	#isClosed = false;
	/** It ends here although trials are left, and says so. */
	#isCut = false;
	/** Those who wait for a trial to be over, or to be given back. */
	#waiting: (() => void)[] = [];

	constructor(
		readonly drill: DrillSpec,
		private readonly options: Pick<DrillOptions, 'seed' | 'trials' | 'untilCiMs' | 'stopRule' | 'share'>,
	) {
		this.#left = [...(options.share?.get(drill.name) ?? Array.from({ length: options.trials }, (_, i) => i + 1))];
		this.#numbers = [...this.#left];
		this.#stopping = new Stopping(options.stopRule?.(drill) ?? null);
	}

	/** The number of the next trial to run; null where it is done, precise enough, or given up. */
	take(): number | null {
		if (this.#isOver) return null;
		const number = this.#left.shift() ?? null;
		if (number !== null) this.#inHand += 1;
		return number;
	}

	/** A trial that has not begun is the next one again. */
	giveBack(number: number): void {
		this.#left.unshift(number);
		this.#letGo();
	}

	/** `lost`: its cluster did not come back, so it cost the lab. */
	measured(trial: TrialReport, lost = false): void {
		if (lost) this.#lost += 1;
		this.#trials.push(trial);
		this.#letGo();
	}

	failed(trial: FailedTrial): void {
		this.#failed.push(trial);
		this.#letGo();
	}

	#letGo(): void {
		this.#inHand -= 1;
		for (const go of this.#waiting.splice(0)) go();
	}

	/** Resolves as soon as a trial that is in hand is over, or given back. */
	changed(): Promise<void> {
		return new Promise((resolve) => {
			this.#waiting.push(resolve);
		});
	}

	/** Whether a trial is to be had. */
	get hasMore(): boolean {
		return this.#left.length > 0 && !this.#isOver;
	}

	/** Gives up what is still to be run, for one reason; does nothing where there is nothing. */
	abandon(why: Error): void {
		const next = this.take();
		if (next !== null) this.failed(failedTrial(planTrial(this.drill, this.options.seed, next), why, [], ''));
		this.#isClosed = true;
	}

	/** Begins no further trial; those that are left count as not run. */
	cut(): void {
		this.#isClosed = true;
		this.#isCut = this.#left.length > 0;
	}

	/** Whether no further trial is to be begun, though some may be left. */
	get #isOver(): boolean {
		return this.#isClosed || this.#failed.length + this.#lost >= FAILURES_PER_DRILL || this.#stopping.isEnough(this.#inARow);
	}

	/** The trials measured until now, by their numbers, up to the first that is not over: the order in which they end must decide nothing. */
	get #inARow(): TrialReport[] {
		const measured = new Map(this.#trials.map((trial) => [trial.trial, trial]));
		const failed = new Set(this.#failed.map(({ trial }) => trial));
		const open = this.#numbers.findIndex((number) => !measured.has(number) && !failed.has(number));
		return this.#numbers.slice(0, open < 0 ? undefined : open).flatMap((number) => measured.get(number) ?? []);
	}

	/** Trials measured so far. */
	get count(): number {
		return this.#trials.length;
	}

	/** Whether no lab is at one of its trials. */
	get isIdle(): boolean {
		return this.#inHand === 0;
	}

	get precision(): Precision {
		return precisionOf(this.#trials);
	}

	/** What the trials until now say; of a drill that is not over, that it was interrupted here. */
	report(cluster: ClusterSummary): DrillReport {
		const done = this.#trials.length + this.#failed.length;
		const isFinished = this.#inHand === 0 && (this.#left.length === 0 || (this.#isOver && !this.#isCut));
		const interrupted = isFinished ? undefined : { done, of: this.#numbers.length };
		const inOrder = <T extends { trial: number }>(some: T[]) => some.toSorted((a, b) => a.trial - b.trial);
		const { untilCiMs: widthMs } = this.options;
		const untilCi = widthMs === undefined ? undefined : { widthMs, maxTrials: this.#numbers.length };
		return assembleDrill(this.drill, inOrder(this.#trials), cluster, inOrder(this.#failed), { interrupted, untilCi });
	}
}
