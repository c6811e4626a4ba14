import type { ExpectationResult } from '../gate/verdict.ts';
import { countOf } from '../gate/wording.ts';
import type { Interrupted } from './run-report.ts';

/** What a drill whose trials were not all run is to its verdict: never a pass, for nobody knows what the others would have shown. */
export function judgeInterrupted(interrupted: Interrupted | undefined): ExpectationResult[] {
	if (!interrupted) return [];
	const { done, of } = interrupted;
	const got = `interrupted after ${done} of ${of}`;
	return [{ title: 'every trial is run', asked: countOf(of, 'trial'), got, outcome: 'inconclusive' }];
}

/** How far a run came whose drills were not all run to their end; undefined where they were. */
export function interruptedOf(
	drills: readonly { trials: readonly unknown[]; failedTrials: readonly unknown[]; interrupted?: Interrupted }[],
): Interrupted | undefined {
	if (drills.every(({ interrupted }) => !interrupted)) return undefined;
	const sum = { done: 0, of: 0 };
	for (const { trials, failedTrials, interrupted } of drills) {
		const done = trials.length + failedTrials.length;
		sum.done += done;
		sum.of += interrupted?.of ?? done;
	}
	return sum;
}
