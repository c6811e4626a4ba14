import { expect } from 'chai';
import type { InvariantId, InvariantResult } from './invariants.ts';
import { overTrials } from './over-trials.ts';
import type { Verdict } from './verdict.ts';

const result = (id: InvariantId, outcome: Verdict, got: string): InvariantResult => ({
	id,
	title: `t ${id}`,
	asked: 'a',
	outcome,
	got,
});

describe('overTrials', () => {
	for (const [what, outcomes, expected] of [
		[
			'all the same',
			[
				['pass', '1 ms'],
				['pass', '1 ms'],
			],
			['pass', '1 ms in 2 trials'],
		],
		['one trial', [['pass', '1 ms']], ['pass', '1 ms in 1 trial']],
		[
			'different values',
			[
				['pass', '1 ms'],
				['pass', '2 ms'],
			],
			['pass', 'trial 1: 1 ms; trial 2: 2 ms'],
		],
		[
			'a failure',
			[
				['pass', '1 ms'],
				['fail', '9 s'],
				['inconclusive', 'no value'],
			],
			['fail', 'trial 2: 9 s'],
		],
		[
			'the same failure twice',
			[
				['fail', '9 s'],
				['fail', '9 s'],
			],
			['fail', 'trial 1: 9 s; trial 2: 9 s'],
		],
		[
			'something unknown',
			[
				['pass', '1 ms'],
				['inconclusive', 'no value'],
			],
			['inconclusive', 'trial 2: no value'],
		],
		[
			'many failures',
			Array(5)
				.fill(['fail', 'x'])
				.map(([o], i) => [o, `${i}`]),
			['fail', 'trial 1: 0; trial 2: 1; trial 3: 2; and 2 more'],
		],
	] as [string, [Verdict, string][], [Verdict, string]][])
		it(what, () => {
			const got = overTrials(outcomes.map(([outcome, value]) => [result('one-owner', outcome, value)]));
			expect(got).to.deep.equal([result('one-owner', ...expected)]);
		});
	it('keeps the order of the invariants', () => {
		const trial = [result('bystanders', 'pass', 'x'), result('one-owner', 'fail', 'y')];
		expect(overTrials([trial]).map(({ id }) => id)).to.deep.equal(['one-owner', 'bystanders']);
	});
	it('is empty where none was judged', () => {
		expect(overTrials([])).to.deep.equal([]);
		expect(overTrials([[], []])).to.deep.equal([]);
	});
});
