import { evaluateExpectation } from '../gate/expectations.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import type { TimelinePolicy } from './timeline-policies.ts';
import type { SimOutcome } from './trials.ts';

/** Up to so many trials a drill all timelines are kept by default: a timeline takes half a megabyte. */
const ALL_UP_TO = 10;
const FIRST = 3;
const FAILED_AT_MOST = 20;

/** What is kept where nobody says: everything of few trials, of many the first few and those that failed. */
export const defaultTimelines = (trials: number): TimelinePolicy => (trials <= ALL_UP_TO ? 'all' : 'failed');

/** Says which trials keep their timelines; empty where all do. */
export function timelinesSentence(policy: TimelinePolicy): string {
	if (policy === 'all') return '';
	if (policy === 'none') return 'No timelines were kept (--timelines none).';
	return `Timelines were kept of each drill's first ${FIRST} trials and the first ${FAILED_AT_MOST} that failed; --timelines all keeps every one.`;
}

/** Picks, one after the other, the trials that keep their timelines. */
export class KeptTimelines {
	readonly trials = new Set<number>();
	#failed = 0;

	constructor(
		private readonly policy: TimelinePolicy,
		private readonly drill: DrillSpec,
	) {}

	look({ trial, failed }: SimOutcome): void {
		const number = trial?.trial ?? failed?.trial ?? 0;
		if (this.policy === 'none') return;
		const hasFailed = trial === null || hasFailedIn(this.drill, trial);
		const isOneOfFew = hasFailed && this.#failed < FAILED_AT_MOST;
		if (hasFailed) this.#failed += 1;
		if (this.policy === 'all' || number <= FIRST || isOneOfFew) this.trials.add(number);
	}
}

/** Whether an invariant did not hold in this trial, or it alone fails an expectation. */
function hasFailedIn({ expect }: DrillSpec, { invariants, measurements }: NonNullable<SimOutcome['trial']>): boolean {
	if (invariants.some(({ outcome }) => outcome === 'fail')) return true;
	// Who is next in line is asked of the whole drill; here it would need the cluster's priorities.
	const ofOne = expect.filter(({ check }) => !('isNextInLine' in check));
	return ofOne.some(
		(expectation) => evaluateExpectation(expectation, [measurements], { nextInLine: () => [] }).outcome === 'fail',
	);
}
