import type { ClusterSummary, DrillReport, FailedTrial, TrialReport } from '../report/run-report.ts';
import { planTrial } from '../scenario/plan.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import { assembleDrill } from './assemble.ts';
import { failedTrial } from './failed-trial.ts';
import { isPrecise, type Precision, precisionOf } from './precision.ts';
import type { DrillOptions } from './run-drill.ts';

/** A drill that fails this often is left, so that it does not use up the rebuilds of those after it. */
const FAILURES_PER_DRILL = 2;

/** The trials of a drill: handed out one by one to the labs that run them, and gathered again. */
export class DrillWork {
	readonly #trials: TrialReport[] = [];
	readonly #failed: FailedTrial[] = [];
	readonly #left: number[];
	/** Trials that were asked for. */
	readonly #of: number;
	#inHand = 0;
	#isClosed = false;

	constructor(
		readonly drill: DrillSpec,
		private readonly options: Pick<DrillOptions, 'seed' | 'trials' | 'untilCiMs' | 'share'>,
	) {
		this.#left = [...(options.share?.get(drill.name) ?? Array.from({ length: options.trials }, (_, i) => i + 1))];
		this.#of = this.#left.length;
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
		this.#inHand -= 1;
		this.#left.unshift(number);
	}

	measured(trial: TrialReport): void {
		this.#inHand -= 1;
		this.#trials.push(trial);
	}

	failed(trial: FailedTrial): void {
		this.#inHand -= 1;
		this.#failed.push(trial);
	}

	/** Gives up what is still to be run, for one reason; does nothing where there is nothing. */
	abandon(why: Error): void {
		const next = this.take();
		if (next !== null) this.failed(failedTrial(planTrial(this.drill, this.options.seed, next), why, [], ''));
		this.#isClosed = true;
	}

	/** Whether no further trial is to be begun, though some may be left. */
	get #isOver(): boolean {
		const { untilCiMs } = this.options;
		const isEnough = untilCiMs !== undefined && isPrecise(this.precision, untilCiMs);
		return this.#isClosed || isEnough || this.#failed.length >= FAILURES_PER_DRILL;
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
		const isFinished = this.#inHand === 0 && (this.#left.length === 0 || this.#isOver);
		const interrupted = isFinished ? undefined : { done, of: this.#of };
		const inOrder = <T extends { trial: number }>(some: T[]) => some.toSorted((a, b) => a.trial - b.trial);
		return assembleDrill(this.drill, inOrder(this.#trials), cluster, inOrder(this.#failed), interrupted);
	}
}
