import { INVARIANTS, type InvariantResult } from './invariants.ts';
import { worstOf } from './verdict.ts';
import { countTrials, firstFew } from './wording.ts';

/** Each invariant over a drill's trials: its worst outcome, and what was got where it came out so. Empty where no trial was judged. */
export function overTrials(trials: readonly (readonly InvariantResult[])[]): InvariantResult[] {
	return Object.keys(INVARIANTS).flatMap((id) => {
		const results = trials.flatMap((trial, i) => trial.filter((r) => r.id === id).map((result) => ({ number: i + 1, result })));
		const [first] = results;
		if (!first) return [];
		const outcome = worstOf(results.map(({ result }) => result.outcome));
		const decisive = results.filter(({ result }) => result.outcome === outcome);
		const same = outcome === 'pass' && results.every(({ result }) => result.got === first.result.got);
		const got = same
			? `${first.result.got} in ${countTrials(results.length)}`
			: firstFew(decisive.map(({ number, result }) => `trial ${number}: ${result.got}`));
		return [{ ...first.result, outcome, got }];
	});
}
