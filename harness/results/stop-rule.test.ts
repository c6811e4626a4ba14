import { expect } from 'chai';
import { sampleReport } from '../report/testing.ts';
import type { TrialReport } from './run-report.ts';
import { judgePrecision, Stopping, type StopRule, untilDecided, untilPrecise } from './stop-rule.ts';

const [drill] = sampleReport().drills;
const [sample] = drill?.trials ?? [];
/** So many trials; their takeovers lie within `spreadMs`, at a phase that nobody knows. */
const trials = (count: number, spreadMs = 0): TrialReport[] =>
	Array.from({ length: count }, (_, i) => {
		const trial = sample ?? expect.fail();
		const takeoverMs = 3000 + (spreadMs * i) / Math.max(1, count - 1);
		return { ...trial, trial: i + 1, measurements: { ...trial.measurements, faultPhase: null, takeoverMs } };
	});

describe('Stopping', () => {
	const asked: number[] = [];
	const rule = (enoughAt: number): StopRule => ({
		looks: [3, 5, 9],
		isEnough: (some) => {
			asked.push(some.length);
			return some.length >= enoughAt;
		},
	});
	beforeEach(() => void asked.splice(0));

	it('looks after the numbers of trials that the rule names, once each, and never before', () => {
		const stopping = new Stopping(rule(9));
		for (let n = 1; n <= 8; n += 1) expect(stopping.isEnough(trials(n)), `${n}`).to.equal(false);
		expect(asked).to.deep.equal([3, 5]);
		expect(stopping.isEnough(trials(9))).to.equal(true);
		expect(asked).to.deep.equal([3, 5, 9]);
	});
	it('looks at no more trials than a look is of, however many there are by then', () => {
		const stopping = new Stopping(rule(9));
		stopping.isEnough(trials(7));
		expect(asked).to.deep.equal([3, 5]);
	});
	it('stays with its answer', () => {
		const stopping = new Stopping(rule(3));
		expect([stopping.isEnough(trials(4)), stopping.isEnough(trials(9))]).to.deep.equal([true, true]);
		expect(asked).to.deep.equal([3]);
	});
	it('never stops without a rule', () => expect(new Stopping(null).isEnough(trials(50))).to.equal(false));
});

describe('untilPrecise', () => {
	it('is enough where the interval is narrower than asked', () => {
		const rule = untilPrecise(100, 30);
		expect(rule.looks).to.deep.equal([8, 12, 18, 27, 30]);
		expect([rule.isEnough(trials(12, 90)), rule.isEnough(trials(12, 1000))]).to.deep.equal([true, false]);
	});
});

describe('untilDecided', () => {
	const before = { ...(drill ?? expect.fail()), trials: trials(20, 5) };
	it('is enough where every deciding metric is told to be the same', () => {
		expect(untilDecided(before, 1, 30).isEnough(trials(12, 5))).to.equal(true);
	});
	it('is not enough where one may be worse, nor without an earlier run', () => {
		// The median is 85 ms worse, less than the 100 ms that matter, and might be 170 ms worse.
		expect(untilDecided(before, 1, 30).isEnough(trials(12, 180))).to.equal(false);
		expect(untilDecided(undefined, 1, 30).isEnough(trials(12, 5))).to.equal(false);
	});
});

describe('judgePrecision', () => {
	const asked = { widthMs: 100, maxTrials: 30 };
	it('holds where the median is known well enough at a look', () => {
		const [result] = judgePrecision(asked, trials(8, 50));
		expect(result).to.include({ outcome: 'pass', asked: 'its 95 % confidence interval is narrower than 100 ms' });
	});
	it('is undecided where it is not known by the last trial', () => {
		expect(judgePrecision(asked, trials(30, 1000))[0]?.outcome).to.equal('inconclusive');
		expect(judgePrecision(asked, trials(7, 0))[0]?.outcome).to.equal('inconclusive');
	});
	it('asks nothing where the number of trials was given', () => expect(judgePrecision(undefined, trials(3))).to.deep.equal([]));
});
