import { EXIT } from '../base/errors.ts';
import { countOf, formatList } from './wording.ts';

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

/** What an expectation got where nothing was measured. */
export const NO_TRIALS = 'no trials';

/** The worst of several outcomes: fail before inconclusive before pass. Of none, inconclusive: nothing was shown. */
export function worstOf(outcomes: readonly Verdict[]): Verdict {
	if (outcomes.includes('fail')) return 'fail';
	return outcomes.length === 0 || outcomes.includes('inconclusive') ? 'inconclusive' : 'pass';
}

/** A drill's verdict, and one sentence why: the worst of its expectations, its objectives and the invariants. Without any it is inconclusive. */
export function drillVerdict(
	expectations: readonly ExpectationResult[],
	invariants: readonly ExpectationResult[],
	slos: readonly ExpectationResult[] = [],
): { verdict: Verdict; because: string } {
	const all = [...expectations, ...slos, ...invariants];
	const verdict = worstOf(all.map((e) => e.outcome));
	const because = verdict === 'pass' ? whatHeld(expectations.length, slos.length, invariants.length) : whatDidNot(verdict, all);
	return { verdict, because };
}

/** A run's verdict: its drills' worst. */
export function runVerdict(drills: readonly { verdict: Verdict }[]): Verdict {
	return worstOf(drills.map((drill) => drill.verdict));
}

/** The process exit code of a verdict: 0 pass, 1 fail, 2 inconclusive. */
export function exitCodeOf(verdict: Verdict): number {
	return { pass: EXIT.pass, fail: EXIT.failed, inconclusive: EXIT.inconclusive }[verdict];
}

const counted = (n: number, noun: string) => (n === 0 ? [] : [{ n, noun }]);

function whatHeld(expectations: number, slos: number, invariants: number): string {
	const held = [...counted(expectations, 'expectation'), ...counted(slos, 'objective'), ...counted(invariants, 'invariant')];
	const [only, ...others] = held;
	if (only?.n === 1 && others.length === 0) return `The one ${only.noun} held.`;
	return `All ${formatList(held.map(({ n, noun }) => countOf(n, noun)))} held.`;
}

function whatDidNot(verdict: Verdict, all: readonly ExpectationResult[]): string {
	if (all.length === 0) return 'The drill expects nothing.';
	// What says why there are no trials says more than that there are none.
	const saying = (e: ExpectationResult) => Number(e.got === NO_TRIALS);
	const [first, ...others] = all.filter((e) => e.outcome === verdict).sort((a, b) => saying(a) - saying(b));
	const rest = others.length === 0 ? '' : ` (and ${others.length} more)`;
	const verb = verdict === 'fail' ? 'did not hold' : 'could not be decided';
	return `“${first?.title ?? ''}” ${verb}: ${first?.got ?? ''}${rest}.`;
}
