import { expect } from 'chai';
import fc from 'fast-check';
import { medianInterval } from './median-ci.ts';

/** 1 to n, shuffled a little. */
const upTo = (n: number) => Array.from({ length: n }, (_, i) => ((i * 7) % n) + 1).sort((a, b) => (a % 3) - (b % 3));
/** n distinct ranks, whatever n. */
const ranks = (n: number) => Array.from({ length: n }, (_, i) => n - i);

describe('medianInterval', () => {
	// Ranks and coverages from tables of the sign test, for instance Conover's table A3 (binomial, p = ½).
	const known: [n: number, low: number, high: number, coverage: number][] = [
		[6, 1, 6, 0.9688],
		[8, 1, 8, 0.9922],
		[9, 2, 8, 0.9609],
		[10, 2, 9, 0.9785],
		[12, 3, 10, 0.9614],
		[15, 4, 12, 0.9648],
		[20, 6, 15, 0.9586],
		[25, 8, 18, 0.9567],
		[30, 10, 21, 0.9572],
	];
	for (const [n, low, high, coverage] of known)
		it(`takes the values number ${low} and ${high} of ${n}`, () => {
			const interval = medianInterval(ranks(n));
			expect(interval).to.include({ low, high });
			expect(interval?.coverage).to.be.closeTo(coverage, 0.00005);
		});
	it('needs six values for 95 %, and five for 90 %', () => {
		expect(medianInterval([1, 2, 3, 4, 5])).to.equal(null);
		expect(medianInterval([1, 2, 3, 4, 5], 0.9)).to.deep.equal({ low: 1, high: 5, coverage: 0.9375 });
		expect(medianInterval([])).to.equal(null);
	});
	it('does not care in which order they come', () => expect(medianInterval(upTo(20))).to.include({ low: 6, high: 15 }));
	it('works for thousands of values', () => {
		// The normal approximation: 2500 ∓ 1.96 · √5000 / 2 = 2430.7 and 2569.3.
		expect(medianInterval(ranks(5000))).to.include({ low: 2431, high: 2570 });
	});
	it('always holds the median of what it is given', () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 6, maxLength: 60 }), (values) => {
				const sorted = values.toSorted((a, b) => a - b);
				const middle = sorted[Math.floor(sorted.length / 2)] ?? 0;
				const interval = medianInterval(values);
				return interval !== null && interval.low <= middle && middle <= interval.high;
			}),
		);
	});
});
