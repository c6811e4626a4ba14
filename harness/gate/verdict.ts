import { EXIT } from '../errors.ts';

/** How an expectation, a drill or a run came out. `inconclusive`: the measurement cannot decide. */
export type Verdict = 'pass' | 'fail' | 'inconclusive';

/** One expectation, judged. */
export interface ExpectationResult {
	title: string;
	/** What was asked, in words: `takeoverMs of every trial within theory ± 100 ms`. */
	asked: string;
	/** What was got, in words or a number. */
	got: string;
	outcome: Verdict;
}

/** The worst of several outcomes: fail before inconclusive before pass. Of none, inconclusive: nothing was shown. */
export function worstOf(outcomes: readonly Verdict[]): Verdict {
	if (outcomes.includes('fail')) return 'fail';
	return outcomes.length === 0 || outcomes.includes('inconclusive') ? 'inconclusive' : 'pass';
}

/** A drill's verdict, and one sentence why. Without expectations it is inconclusive. */
export function drillVerdict(expectations: readonly ExpectationResult[]): { verdict: Verdict; because: string } {
	const verdict = worstOf(expectations.map((e) => e.outcome));
	return { verdict, because: because(verdict, expectations) };
}

/** A run's verdict: its drills' worst. */
export function runVerdict(drills: readonly { verdict: Verdict }[]): Verdict {
	return worstOf(drills.map((drill) => drill.verdict));
}

/** The process exit code of a verdict: 0 pass, 1 fail, 2 inconclusive. */
export function exitCodeOf(verdict: Verdict): number {
	return { pass: EXIT.pass, fail: EXIT.failed, inconclusive: EXIT.inconclusive }[verdict];
}

function because(verdict: Verdict, expectations: readonly ExpectationResult[]): string {
	if (expectations.length === 0) return 'The drill expects nothing.';
	if (verdict === 'pass')
		return expectations.length === 1 ? 'The one expectation held.' : `All ${expectations.length} expectations held.`;
	const [first, ...others] = expectations.filter((e) => e.outcome === verdict);
	const rest = others.length === 0 ? '' : ` (and ${others.length} more)`;
	const verb = verdict === 'fail' ? 'did not hold' : 'could not be decided';
	return `“${first?.title ?? ''}” ${verb}: ${first?.got ?? ''}${rest}.`;
}
