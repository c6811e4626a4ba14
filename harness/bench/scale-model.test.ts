import { expect } from 'chai';
import { efficiencyOf, expectedMs, greatestSpeedUp, saturatesAt, worthwhileTrials } from './scale-model.ts';

describe('the model of a job’s time', () => {
	const model = { jobMs: 2000, taskMs: 1000, trialMs: 10, gatherMs: 0.1, reportMs: 0 };

	it('is rounds of tasks, and the last shard’s gathering', () => {
		// Four shards of 250 on one worker: 2 s, 4 · (1 s + 2.5 s), 25 ms.
		expect(expectedMs(model, 1000, 1)).to.be.closeTo(16_025, 1e-9);
		// Eight of 125 on two: 2 s, 4 · (1 s + 1.25 s), 12.5 ms.
		expect(expectedMs(model, 1000, 2)).to.be.closeTo(11_012.5, 1e-9);
		// Fewer shards than workers are one round: 2 s, 1 s + 1 s, 10 ms.
		expect(expectedMs(model, 1000, 500)).to.be.closeTo(4010, 1e-9);
	});
	it('is the gathering where that takes longer', () =>
		// 1,000,000 trials on 4,000 workers: 2 s, 100 s of gathering, and that of one shard of 100.
		expect(expectedMs(model, 1_000_000, 4000)).to.be.closeTo(102_010, 1e-9));
	it('has the report behind all that', () =>
		// The first of the above, and a thousand trials of 0.4 ms.
		expect(expectedMs({ ...model, reportMs: 0.4 }, 1000, 1)).to.be.closeTo(16_425, 1e-9));
	it('says how quick a run can be at most', () => expect(greatestSpeedUp({ ...model, reportMs: 0.4 })).to.be.closeTo(20, 1e-9));
	it('says from how many workers on more are of no use', () => expect(saturatesAt(model)).to.be.closeTo(100, 1e-9));
	it('says what share of the workers’ time went to trials', () => expect(efficiencyOf(model, 1000, 2, 10_000)).to.equal(0.5));
	it('says how many trials use so many workers well, or that none do', () => {
		// 8,000 on two: 8 shards of 1,000 in 4 rounds of 11 s, and 2.1 s: 46.1 s for 40 s of work each. 4,000: 26.1 s for 20 s.
		expect(worthwhileTrials(model, 2, 0.85)).to.equal(8000);
		expect(worthwhileTrials(model, 200, 0.85)).to.equal(null);
	});
});
