import { expect } from 'chai';
import { seededRandom } from '../gate/baseline/random.ts';
import { looksUpTo } from '../gate/baseline/sequential.ts';
import { sampleReport } from '../report/testing.ts';
import { isPrecise, precisionOf, precisionSentence } from './precision.ts';
import type { TrialReport } from './run-report.ts';

/** Trials with these takeovers; without a phase unless it is given. */
function trials(takeovers: (number | null)[], over: { trusted?: boolean; phases?: number[] } = {}): TrialReport[] {
	const [trial] = sampleReport().drills[0]?.trials ?? [];
	if (!trial) throw new Error('the sample has no trial');
	const { trust, ...measurements } = trial.measurements;
	return takeovers.map((takeoverMs, i) => ({
		...trial,
		measurements: {
			...measurements,
			...{ takeoverMs, faultPhase: over.phases?.[i] ?? null, trust: { ...trust, trusted: over.trusted ?? true } },
		},
	}));
}

describe('precisionOf', () => {
	it('is that of the median takeover', () => {
		const precision = precisionOf(trials([3000, 3100, 3200, 3300, 3400, 3500]));
		expect(precision).to.deep.include({ metric: 'takeoverMs', n: 6, medianMs: 3200, atMidPhase: false });
		expect(precision.interval).to.include({ low: 3000, high: 3500 });
		expect(isPrecise(precision, 501)).to.equal(true);
		expect(isPrecise(precision, 500)).to.equal(false);
		expect(precisionSentence(precision)).to.equal('median takeover 3.20 s (n = 6), 96.8 % confidence interval 3.00 s to 3.50 s');
	});
	it('takes out what the phase adds, where it is known', () => {
		// At phases 0 to 0.9 a takeover is 3700 ms less the phase of a second: 3200 ms in the middle each time.
		const phases = Array.from({ length: 10 }, (_, i) => i / 10);
		const precision = precisionOf(
			trials(
				phases.map((phase) => 3700 - phase * 1000),
				{ phases },
			),
		);
		expect(precision).to.deep.include({ atMidPhase: true, medianMs: 3200 });
		expect(precision.interval?.low).to.be.closeTo(3200, 1e-6);
		expect(precision.interval?.high).to.be.closeTo(3200, 1e-6);
		expect(precisionSentence(precision)).to.include('(n = 10, at mid-phase)');
	});
	it('asks for a wider interval the more often it is looked at', () => {
		const many = trials(Array.from({ length: 20 }, (_, i) => 3000 + i));
		const width = (looks: number) => {
			const { interval } = precisionOf(many, looks);
			return (interval?.high ?? 0) - (interval?.low ?? 0);
		};
		expect([width(1), width(5), width(50)]).to.deep.equal([9, 13, 15]);
	});
	it('is that of the outage where there is no takeover', () => {
		expect(precisionOf(trials([null, null]))).to.include({ metric: 'http.outageMs', n: 2 });
	});
	it('is never enough with fewer than six trials', () => {
		const precision = precisionOf(trials([3000, 3000, 3000]));
		expect(isPrecise(precision, 1000)).to.equal(false);
		expect(precisionSentence(precision)).to.equal(
			'median takeover 3.00 s (n = 3); there are too few trials for a confidence interval',
		);
	});
	it('leaves out trials that are not trusted', () => {
		const precision = precisionOf(trials([3000], { trusted: false }));
		expect(precision).to.include({ n: 0, medianMs: null });
		expect(precisionSentence(precision)).to.equal('no outage was measured');
	});
});

describe('a run that goes on until its median is known', function () {
	this.timeout(60_000);
	const RUNS = 400;
	/** The share of runs whose interval holds the true median where they stop; a run stops at the first look whose interval is narrow enough. */
	function coverage(
		looks: readonly number[],
		spending: number,
		draw: (random: () => number) => number,
		median: number,
		widthMs: number,
	): number {
		const random = seededRandom('until-ci', String(looks.length), String(spending));
		let held = 0;
		let stopped = 0;
		for (let run = 0; run < RUNS; run += 1) {
			const all = trials(Array.from({ length: looks.at(-1) ?? 0 }, () => draw(random)));
			for (const n of looks) {
				const precision = precisionOf(all.slice(0, n), spending);
				if (!isPrecise(precision, widthMs)) continue;
				stopped += 1;
				const { low = 0, high = 0 } = precision.interval ?? {};
				if (low <= median && median <= high) held += 1;
				break;
			}
		}
		expect(stopped, 'runs that stop at all').to.be.above(RUNS / 5);
		return held / stopped;
	}
	/** Takeovers at a random phase, nobody knows which, and with a long tail. */
	const uniform = (random: () => number) => 2700 + 1000 * random();
	const skewed = (random: () => number) => 3000 - 300 * Math.log(1 - random());
	const looks = looksUpTo(60);

	it('holds it in at least 95 % of runs, by the looks that are paid for', () => {
		expect(coverage(looks, looks.length, uniform, 3200, 500)).to.be.at.least(0.95);
		expect(coverage(looks, looks.length, skewed, 3000 + 300 * Math.LN2, 400)).to.be.at.least(0.95);
	});
	it('would not hold it if it looked after every trial and paid for one', () => {
		const each = Array.from({ length: 55 }, (_, i) => i + 6);
		expect(coverage(each, 1, uniform, 3200, 300)).to.be.below(0.9);
	});
});
