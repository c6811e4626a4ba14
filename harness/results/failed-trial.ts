import { VipdrillError } from '../base/errors.ts';
import type { ExpectationResult } from '../gate/verdict.ts';
import { firstFew, formatList } from '../gate/wording.ts';
import type { TrialPlan } from '../scenario/spec.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { placeOf } from './place-of.ts';
import type { FailedTrial } from './run-report.ts';

/**
 * What is kept of a trial that ended with an error. A wait that timed out after the faults were undone says something of the cluster: it
 * did not come back. Everything else only says that the trial could not be measured.
 */
export function failedTrial(
	{ trial, seed }: Pick<TrialPlan, 'trial' | 'seed'>,
	error: unknown,
	events: readonly TimelineEvent[],
	timeline: string | null,
): FailedTrial {
	const code = error instanceof VipdrillError ? error.code : 'LAB_FAILED';
	const phase = events.findLast((event) => event.type === 'mark')?.phase ?? null;
	return {
		trial,
		seed,
		...placeOf(events),
		code,
		message: error instanceof Error ? error.message : String(error),
		phase,
		cameBack: !(code === 'WAIT_TIMED_OUT' && phase === 'heal'),
		timeline: events.length > 0 ? timeline : null,
	};
}

/** What failed trials are to a drill's verdict: a cluster that did not come back fails it, what could not be measured leaves it undecided. */
export function judgeFailedTrials(failed: readonly FailedTrial[]): ExpectationResult[] {
	const lost = failed.filter(({ cameBack }) => !cameBack);
	const unmeasured = failed.filter(({ cameBack }) => cameBack);
	const results: ExpectationResult[] = [];
	if (lost.length > 0)
		results.push({
			title: 'the cluster comes back after the faults',
			asked: 'healthy again in every trial',
			got: `the cluster did not come back: ${tell(lost)}`,
			outcome: 'fail',
		});
	if (unmeasured.length > 0)
		results.push({
			title: 'every trial is measured',
			asked: 'no trial that ends with an error',
			got: tell(unmeasured),
			outcome: 'inconclusive',
		});
	return results;
}

/** What became of them; trials that share a message share a line. */
function tell(some: readonly FailedTrial[]): string {
	const messages = [...new Set(some.map(({ message }) => message))];
	const trialsWith = (text: string) => some.filter(({ message }) => message === text).map(({ trial }) => String(trial));
	return firstFew(messages.map((message) => `trial ${formatList(trialsWith(message))}: ${message}`));
}
