import { expect } from 'chai';
import { holm } from './holm.ts';
import { median, medianDifference } from './median-difference.ts';
import { normalQuantile, normalTail } from './normal.ts';
import { seededRandom } from './random.ts';
import { trialsNeeded } from './trials-needed.ts';

describe('normalTail', () => {
	for (const [z, tail] of [
		[0, 0.5],
		[1, 0.158655253931457],
		[-1, 0.841344746068543],
		[1.959963984540054, 0.025],
		[5, 2.866515718791946e-7],
		[8, 6.220960574271819e-16],
	] as const)
		it(`of ${z}`, () => expect(normalTail(z) / tail).to.be.closeTo(1, 2e-7));
	it('is undone by the quantile', () => {
		expect(normalQuantile(0.025)).to.be.closeTo(1.959964, 1e-5);
		expect(normalQuantile(0.2)).to.be.closeTo(0.841621, 1e-5);
		expect(normalQuantile(0.5)).to.be.closeTo(0, 1e-5);
	});
});

describe('holm', () => {
	it('steps down', () => {
		// 4 · 0.005 = 0.02; 3 · 0.01 = 0.03; 2 · 0.03 = 0.06; 0.04 would be less, so 0.06 as well.
		expect(holm([0.01, 0.04, 0.03, 0.005]).map((p) => Math.round(p * 1e9) / 1e9)).to.deep.equal([0.03, 0.06, 0.06, 0.02]);
	});
	it('stays a probability, and leaves a single one alone', () => {
		expect(holm([0.6, 0.7])).to.deep.equal([1, 1]);
		expect(holm([0.04])).to.deep.equal([0.04]);
		expect(holm([])).to.deep.equal([]);
	});
});

describe('medianDifference', () => {
	it('takes the middle two of an even number', () => {
		expect([median([4, 1, 3]), median([4, 1, 3, 2]), median([])]).to.deep.equal([3, 2.5, null]);
	});
	it('has the difference in its interval, which is the same each time', () => {
		const before = [3010, 2890, 3200, 3100, 2950, 3050, 3150];
		const after = before.map((value) => value + 300);
		const of = () => medianDifference(before, after, { random: seededRandom('kill-master', 'takeoverMs') });
		expect(of()).to.deep.equal(of());
		expect(of()?.difference).to.equal(300);
		expect(of()?.low).to.be.within(100, 299);
		expect(of()?.high).to.be.within(301, 500);
	});
	it('holds the true difference about as often as it says', () => {
		const random = seededRandom('coverage');
		const draw = () => Array.from({ length: 20 }, () => random() * 1000);
		let held = 0;
		for (let i = 0; i < 300; i += 1) {
			const interval = medianDifference(draw(), draw(), { random, resamples: 400 });
			if (interval && interval.low <= 0 && interval.high >= 0) held += 1;
		}
		// 95 % of 300 is 285; the percentile method errs on the wide side for medians.
		expect(held).to.be.within(275, 299);
	});
	it('is narrowest for what does not vary', () => {
		expect(medianDifference([5, 5, 5], [7, 7], { random: seededRandom('x') })).to.deep.equal({ difference: 2, low: 2, high: 2 });
	});
	it('says nothing of an empty sample', () => expect(medianDifference([], [1], { random: seededRandom('x') })).to.equal(null));
});

describe('trialsNeeded', () => {
	const undecided = { n: 10, worse: 50, worseAtMost: 250, practical: 100, superiority: 0.6, level: 0.05 };
	it('narrows the interval where the difference is small', () => {
		// The interval must shrink from 200 to 50 above the difference: a quarter, so sixteen times as many.
		expect(trialsNeeded(undecided)).to.equal(160);
	});
	it('finds the ranks where the difference is great', () => {
		// (1.96 + 0.8416)² / (6 · 0.3²) = 14.5.
		expect(trialsNeeded({ ...undecided, worse: 300, superiority: 0.8 })).to.equal(15);
	});
	it('asks for more than there were, and for six at least', () => {
		expect(trialsNeeded({ ...undecided, worse: 300, superiority: 1 })).to.equal(11);
		expect(trialsNeeded({ ...undecided, n: 2, worse: 300, superiority: 1 })).to.equal(6);
	});
	it('asks for more the more is compared', () => {
		// (3.8906 + 0.8416)² / (6 · 0.3²) = 41.5.
		expect(trialsNeeded({ ...undecided, worse: 300, superiority: 0.8, level: 0.0001 })).to.equal(42);
	});
	it('gives up beyond a thousand', () => {
		expect(trialsNeeded({ ...undecided, worse: 99 })).to.equal(null);
		expect(trialsNeeded({ ...undecided, worse: 300, superiority: 0.5 })).to.equal(null);
	});
});
