import { expect } from 'chai';
import { drillVerdict, exitCodeOf, runVerdict, type Verdict, worstOf } from './verdict.ts';

type Result = ReturnType<typeof result>;
const result = (title: string, outcome: Verdict) => ({ title, asked: 'a', got: `got ${title}`, outcome });

describe('verdicts', () => {
	for (const [outcomes, expected] of [
		[[], 'inconclusive'],
		[['pass'], 'pass'],
		[['pass', 'inconclusive'], 'inconclusive'],
		[['inconclusive', 'fail', 'pass'], 'fail'],
	] as [Verdict[], Verdict][])
		it(`the worst of ${outcomes.join(', ') || 'none'} is ${expected}`, () => {
			expect(worstOf(outcomes)).to.equal(expected);
			expect(runVerdict(outcomes.map((verdict) => ({ verdict })))).to.equal(expected);
		});
	for (const [verdict, code] of [
		['pass', 0],
		['fail', 1],
		['inconclusive', 2],
	] as const)
		it(`${verdict} exits with ${code}`, () => expect(exitCodeOf(verdict)).to.equal(code));
	for (const [results, verdict, because] of [
		[[[], []], 'inconclusive', 'The drill expects nothing.'],
		[[[result('x', 'pass')], []], 'pass', 'The one expectation held.'],
		[[[], [result('x', 'pass')]], 'pass', 'The one invariant held.'],
		[[[result('x', 'pass'), result('y', 'pass')], []], 'pass', 'All 2 expectations held.'],
		[[[result('x', 'pass')], [result('i', 'pass'), result('j', 'pass')]], 'pass', 'All 1 expectation and 2 invariants held.'],
		[
			[[result('x', 'pass')], [result('i', 'pass')], [result('s', 'pass')]],
			'pass',
			'All 1 expectation, 1 objective and 1 invariant held.',
		],
		[[[], [], [result('s', 'pass')]], 'pass', 'The one objective held.'],
		[[[result('x', 'pass')], [result('i', 'inconclusive')], [result('s', 'fail')]], 'fail', '“s” did not hold: got s.'],
		[[[result('x', 'inconclusive'), result('y', 'fail')], []], 'fail', '“y” did not hold: got y.'],
		[[[result('x', 'pass')], [result('i', 'fail')]], 'fail', '“i” did not hold: got i.'],
		[
			[[result('x', 'inconclusive')], [result('i', 'inconclusive')]],
			'inconclusive',
			'“x” could not be decided: got x (and 1 more).',
		],
		[[[result('x', 'inconclusive')], [result('i', 'fail')]], 'fail', '“i” did not hold: got i.'],
		// Why there are no trials says more than that there are none.
		[
			[[{ ...result('x', 'inconclusive'), got: 'no trials' }, result('y', 'inconclusive')], []],
			'inconclusive',
			'“y” could not be decided: got y (and 1 more).',
		],
	] as [[Result[], Result[], Result[]?], Verdict, string][])
		it(because, () => expect(drillVerdict(...results)).to.deep.equal({ verdict, because }));
});
