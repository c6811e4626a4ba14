import { expect } from 'chai';
import { withSlos } from './effective-slos.ts';
import type { DrillSpec } from './spec.ts';

const DRILL: DrillSpec = {
	name: 'kill-master',
	event: '',
	hypothesis: '',
	steady: '1s',
	faults: [],
	settle: '1s',
	load: { ratePerSecond: 1, keepAliveRatePerSecond: 0, timeout: '1s' },
	expect: [],
};

describe('withSlos', () => {
	it('puts the most specific first, and keeps what they do not replace', () => {
		const file = {
			forEveryDrill: ['takeover.p95 < 9s', 'http.failed <= 5', 'http.availability > 1%'],
			byDrill: { 'kill-master': ['takeoverMs.p95 <= 3s'], other: ['takeover < 1s'] },
		};
		const drill = { ...DRILL, slo: ['takeover.p95 < 4s', 'takeover.max < 5s', 'http.failed.each < 7'] };
		expect(withSlos(drill, file).slo).to.deep.equal([
			'takeoverMs.p95 <= 3s',
			'takeover.max < 5s',
			'http.failed.each < 7',
			'http.availability > 1%',
		]);
	});
	it('keeps both sides of a range', () => {
		const file = { forEveryDrill: ['takeover.p50 > 2s', 'takeover.p50 < 4s'], byDrill: {} };
		expect(withSlos(DRILL, file).slo).to.deep.equal(file.forEveryDrill);
	});
	it('leaves a drill without any as it is', () => {
		expect(withSlos(DRILL, null)).to.equal(DRILL);
		expect(withSlos({ ...DRILL, name: 'toString' }, { forEveryDrill: [], byDrill: {} })).not.to.have.property('slo');
	});
});
