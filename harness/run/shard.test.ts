import { expect } from 'chai';
import { InputError } from '../base/errors.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import { shareOf } from './shard.ts';

/** A drill whose trial is planned to take this long, with the ten seconds that healing is given. */
const drill = (name: string, seconds: number): DrillSpec => ({
	name,
	event: '',
	hypothesis: '',
	steady: `${seconds - 10}s`,
	faults: [],
	settle: '0s',
	load: { ratePerSecond: 1, keepAliveRatePerSecond: 0, timeout: '1s' },
	expect: [],
});
const [A, B, C, D] = [drill('a', 20), drill('b', 60), drill('c', 30), drill('d', 20)] as const;
const split = (drills: DrillSpec[], trials: number, of: number) =>
	Array.from({ length: of }, (_, i) => Object.fromEntries(shareOf({ drills, trials }, { index: i + 1, of })));

describe('shareOf', () => {
	it('deals out whole drills, the longest first, each to the shard with the least to do', () => {
		expect(split([A, B, C, D], 2, 2)).to.deep.equal([{ b: [1, 2] }, { a: [1, 2], c: [1, 2], d: [1, 2] }]);
	});
	it('deals out trials where there are fewer drills than shards', () => {
		expect(split([A], 5, 3)).to.deep.equal([{ a: [1, 4] }, { a: [2, 5] }, { a: [3] }]);
		expect(split([A, D], 2, 3)).to.deep.equal([{ a: [1], d: [2] }, { a: [2] }, { d: [1] }]);
	});
	it('gives every trial to one shard, whatever is split', () => {
		for (const [drills, trials, of] of [
			[[A, B, C, D], 3, 4],
			[[A, B, C, D], 1, 3],
			[[A, B], 7, 5],
			[[C], 9, 1],
		] as const) {
			const dealt = split([...drills], trials, of).flatMap((share) =>
				Object.entries(share).flatMap(([name, numbers]) => numbers.map((number) => `${name}/${number}`)),
			);
			const all = drills.flatMap(({ name }) => Array.from({ length: trials }, (_, i) => `${name}/${i + 1}`));
			expect(dealt.toSorted()).to.deep.equal(all.toSorted());
		}
	});
	for (const [what, whole, of, message] of [
		['a shard would be empty', { drills: [A], trials: 2 }, 3, 'Use 2 shards at most.'],
		['there is nothing to split', { drills: [A], trials: 1 }, 2, 'Leave --shard out.'],
		['a drill would be split whose trials nobody knows', { drills: [A, B], trials: 30, untilCiMs: 100 }, 3, 'stays in one piece'],
	] as const)
		it(`refuses where ${what}`, () => {
			expect(() => shareOf(whole, { index: 1, of })).to.throw(InputError, message);
		});
});
