import { expect } from 'chai';
import type { TrialReport } from '../report/run-report.ts';
import { sampleReport } from '../report/testing.ts';
import { isPrecise, precisionOf, precisionSentence } from './precision.ts';

function trials(takeovers: (number | null)[], trusted = true): TrialReport[] {
	const [trial] = sampleReport().drills[0]?.trials ?? [];
	if (!trial) throw new Error('the sample has no trial');
	return takeovers.map((takeoverMs) => {
		const copy = structuredClone(trial);
		Object.assign(copy.measurements, { takeoverMs, trust: { ...copy.measurements.trust, trusted } });
		return copy;
	});
}

describe('precisionOf', () => {
	it('is that of the median takeover', () => {
		const precision = precisionOf(trials([3000, 3100, 3200, 3300, 3400, 3500]));
		expect(precision).to.deep.include({ metric: 'takeoverMs', n: 6, medianMs: 3200 });
		expect(precision.interval).to.include({ low: 3000, high: 3500 });
		expect(isPrecise(precision, 501)).to.equal(true);
		expect(isPrecise(precision, 500)).to.equal(false);
		expect(precisionSentence(precision)).to.equal('median takeover 3.20 s (n = 6), 96.8 % confidence interval 3.00 s to 3.50 s');
	});
	it('is that of the outage where there is no takeover', () => {
		expect(precisionOf(trials([null, null]))).to.include({ metric: 'http.outageMs', n: 2 });
	});
	it('is never enough with fewer than six trials', () => {
		const precision = precisionOf(trials([3000, 3000, 3000]));
		expect(isPrecise(precision, 1000)).to.equal(false);
		expect(precisionSentence(precision)).to.equal('median takeover 3.00 s (n = 3); a 95 % confidence interval takes six trials');
	});
	it('leaves out trials that are not trusted', () => {
		const precision = precisionOf(trials([3000], false));
		expect(precision).to.include({ n: 0, medianMs: null });
		expect(precisionSentence(precision)).to.equal('no outage was measured');
	});
});
