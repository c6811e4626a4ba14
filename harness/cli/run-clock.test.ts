import { expect } from 'chai';
import type { DrillSpec } from '../scenario/spec.ts';
import { plannedTrials, RunClock } from './run-clock.ts';

/** Planned to take 15 s: 3 s steady, 10 s to come back, 2 s to settle. */
const drill = (name: string): DrillSpec => ({
	name,
	event: 'e',
	hypothesis: 'h',
	steady: '3s',
	faults: [],
	settle: '2s',
	load: { ratePerSecond: 1, keepAliveRatePerSecond: 0, timeout: '1s' },
	expect: [],
});
const [A, B] = [drill('a'), drill('b')];

describe('RunClock', () => {
	it('counts drills over all clusters, and what is left by the plan', () => {
		const clock = new RunClock(
			{
				clusters: [
					[A, B],
					[A, B],
				],
				trials: 2,
				atMost: false,
			},
			0,
		);
		clock.clusterBegins();
		clock.trialBegins(A, 1, 10_000);
		clock.phase('steady');
		// 8 trials of 15 s, of which 5 s are over.
		expect(clock.line(15_000)).to.equal('drill 1 of 4: a · trial 1 of 2 · steady · 15 s so far · about 1 min 55 s left');
		clock.clusterBegins();
		clock.trialBegins(B, 2, 100_000);
		expect(clock.line(100_000)).to.equal('drill 4 of 4: b · trial 2 of 2 · 1 min 40 s so far · about 15 s left');
	});
	it('counts what each cluster runs, where --all leaves a drill out of one', () => {
		const clock = new RunClock({ clusters: [[A], [A, B]], trials: 1, atMost: false }, 0);
		clock.clusterBegins();
		clock.trialBegins(A, 1, 0);
		expect(clock.line(0)).to.equal('drill 1 of 3: a · trial 1 of 1 · 0 s so far · about 45 s left');
		clock.clusterBegins();
		clock.trialBegins(B, 1, 30_000);
		expect(clock.line(30_000)).to.equal('drill 3 of 3: b · trial 1 of 1 · 30 s so far · about 15 s left');
	});
	it('plans the trials of all clusters, and of a shard only its own', () => {
		expect(plannedTrials({ clusters: [[A], [A, B]], trials: 5, atMost: false })).to.equal(15);
		expect(plannedTrials({ clusters: [[A, B]], trials: 4, atMost: false, share: new Map([['b', [2, 4]]]) })).to.equal(2);
	});
	it('learns from the trials that are over', () => {
		const clock = new RunClock({ clusters: [[A]], trials: 2, atMost: false }, 0);
		clock.clusterBegins();
		clock.trialBegins(A, 1, 0);
		clock.trialEnds(30_000);
		clock.trialBegins(A, 2, 30_000);
		expect(clock.line(30_000)).to.include('about 30 s left');
	});
	it('says nothing between two trials: a lab may be coming up', () => {
		const clock = new RunClock({ clusters: [[A]], trials: 1, atMost: false }, 0);
		expect(clock.line(0)).to.equal(null);
		clock.trialBegins(A, 1, 0);
		clock.trialEnds(1);
		expect(clock.line(1)).to.equal(null);
	});
	it('says at most where a drill may end early', () => {
		const clock = new RunClock({ clusters: [[A]], trials: 30, atMost: true }, 0);
		clock.trialBegins(A, 30, 0);
		expect(clock.line(0)).to.equal('drill 1 of 1: a · trial 30 of at most 30 · 0 s so far · at most 15 s left');
	});
	it('counts only what falls to a shard', () => {
		const share = new Map([['b', [2, 4]]]);
		const clock = new RunClock({ clusters: [[A, B]], trials: 4, atMost: false, share }, 0);
		clock.trialBegins(B, 2, 0);
		expect(clock.line(0)).to.equal('drill 1 of 1: b · trial 2 of 4 · 0 s so far · about 30 s left');
	});
});
