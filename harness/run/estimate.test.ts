import { expect } from 'chai';
import { powerLoss } from '../scenario/fault.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import { master } from '../scenario/target.ts';
import { estimateLeftMs, plannedTrialMs } from './estimate.ts';

const DRILL: DrillSpec = {
	name: 'd',
	event: 'e',
	hypothesis: 'h',
	steady: '3s',
	faults: [
		{ at: '1s', inject: powerLoss(master()), lasts: '9s' },
		{ at: '4s', inject: powerLoss(master()) },
	],
	settle: '2s',
	load: { ratePerSecond: 1, keepAliveRatePerSecond: 0, timeout: '1s' },
	expect: [],
};

describe('plannedTrialMs', () => {
	it('is the steady state, the faults until the last is undone, ten seconds to come back, and the settling', () => {
		expect(plannedTrialMs(DRILL)).to.equal(3000 + 10_000 + 10_000 + 2000);
	});
	it('is as long as the drill observes, where that is longer', () => {
		expect(plannedTrialMs({ ...DRILL, observe: '30s' })).to.equal(3000 + 30_000 + 10_000 + 2000);
		expect(plannedTrialMs({ ...DRILL, faults: [], observe: '1s' })).to.equal(3000 + 1000 + 10_000 + 2000);
	});
});

describe('estimateLeftMs', () => {
	it('goes by the plan at first', () => {
		expect(estimateLeftMs({ done: [], left: [1000, 2000], runningMs: 400 })).to.equal(2600);
	});
	it('goes by how the trials before differed from their plans', () => {
		const done = [
			{ plannedMs: 1000, tookMs: 1500 },
			{ plannedMs: 1000, tookMs: 2500 },
		];
		expect(estimateLeftMs({ done, left: [1000, 2000], runningMs: 500 })).to.equal(5500);
	});
	it('does not count a trial that takes too long against the others', () => {
		expect(estimateLeftMs({ done: [], left: [1000, 2000], runningMs: 9000 })).to.equal(2000);
	});
	it('is nothing at the end', () => expect(estimateLeftMs({ done: [], left: [], runningMs: 0 })).to.equal(0));
});
