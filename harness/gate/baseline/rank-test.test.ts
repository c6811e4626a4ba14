import { expect } from 'chai';
import { rankTest } from './rank-test.ts';

const upTo = (n: number, from = 1) => Array.from({ length: n }, (_, i) => from + i);

describe('rankTest', () => {
	// Counted out by hand: the sums of all choices of ranks.
	for (const [first, second, p, superiority] of [
		[[1], [2], 1, 1],
		[[1, 2, 3], [4, 5, 6], 2 / 20, 1],
		[[5, 6, 7, 8], [1, 2, 3, 4], 2 / 70, 0],
		[[1, 2, 2], [2, 3, 4], 6 / 20, 8 / 9],
		[[0, 0, 0, 0, 5], [0, 0, 7, 8, 9], 42 / 252, 19 / 25],
		[[7, 7, 7], [7, 7], 1, 0.5],
	] as const)
		it(`is exact for ${first} against ${second}`, () => {
			const test = rankTest(first, second);
			expect(test?.p).to.be.closeTo(p, 1e-12);
			expect(test?.superiority).to.be.closeTo(superiority, 1e-12);
		});
	it('is the normal approximation for many', () => {
		// 15 · 20 + 2 = 302 of 400 pairs; z = (102 − ½) / √(400 · 41 / 12) = 2.7456.
		const test = rankTest(
			upTo(20).map((n) => 2 * n),
			[...upTo(15, 101), 5, ...upTo(4, -10)],
		);
		expect(test?.superiority).to.equal(302 / 400);
		expect(test?.p).to.be.closeTo(0.006040329508, 1e-8);
	});
	it('corrects the normal approximation for ties', () => {
		const ones = (n: number) => [...new Array<number>(n).fill(1), ...new Array<number>(15 - n).fill(0)];
		const test = rankTest(ones(2), ones(10));
		expect(test?.p).to.be.closeTo(0.00365047570479, 1e-8);
		expect(test?.superiority).to.be.closeTo(0.7666666667, 1e-9);
		expect(rankTest(ones(0), ones(0))).to.deep.equal({ p: 1, superiority: 0.5 });
	});
	it('goes over from exact to normal without a jump', () => {
		const even = (n: number, plus = 0) => upTo(n).map((i) => 2 * i + plus);
		// Both counted out by another program; the second is beyond what is counted out here.
		expect(rankTest(even(12), even(12, 7))?.p).to.be.closeTo(0.03872113886920725, 1e-9);
		expect((rankTest(even(13), even(12, 7))?.p ?? 0) / 0.07683979770397861).to.be.within(0.95, 1.05);
	});
	it('does not mind which sample comes first', () => {
		const [a, b] = [
			[1, 4, 4, 9, 12],
			[4, 8, 8, 15],
		];
		expect(rankTest(a, b)?.p).to.be.closeTo(rankTest(b, a)?.p ?? 0, 1e-12);
	});
	it('says nothing of an empty sample', () => {
		expect(rankTest([], [1])).to.equal(null);
		expect(rankTest([1], [])).to.equal(null);
	});
});
