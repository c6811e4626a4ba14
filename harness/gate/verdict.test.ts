import { expect } from 'chai';
import { drillVerdict, exitCodeOf, runVerdict, type Verdict, worstOf } from './verdict.ts';

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
	for (const [results, because] of [
		[[], 'The drill expects nothing.'],
		[[result('x', 'pass')], 'The one expectation held.'],
		[[result('x', 'pass'), result('y', 'pass')], 'All 2 expectations held.'],
		[[result('x', 'inconclusive'), result('y', 'fail')], '“y” did not hold: got y.'],
		[[result('x', 'inconclusive'), result('y', 'inconclusive')], '“x” could not be decided: got x (and 1 more).'],
	] as const)
		it(because, () => expect(drillVerdict(results).because).to.equal(because));
});
