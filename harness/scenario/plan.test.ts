import { expect } from 'chai';
import fc from 'fast-check';
import { leadInMs, planTrial } from './plan.ts';
import type { DrillSpec } from './spec.ts';

const drill: DrillSpec = {
	name: 'test',
	event: '',
	hypothesis: '',
	steady: '1s',
	settle: '1s',
	faults: [
		{ at: '0s', phase: 'random', inject: { kind: 'power-loss', target: { kind: 'master' } }, lasts: '1s' },
		{ at: '0s', inject: { kind: 'power-loss', target: { kind: 'leader' } }, lasts: '1s' },
	],
	load: { ratePerSecond: 1, keepAliveRatePerSecond: 0, timeout: '1s' },
	expect: [],
};
const phaseOf = (seed: string, trial: number) => planTrial(drill, seed, trial).phases[0] ?? Number.NaN;

describe('planTrial', () => {
	it('gives the same plan for the same seed, and another for another', () => {
		expect(planTrial(drill, 'a', 2)).to.deep.equal(planTrial(drill, 'a', 2));
		expect(phaseOf('a', 2)).to.not.equal(phaseOf('b', 2));
	});

	it('begins where the first six bytes of SHA-256 say, as Node’s own crypto gives them', () => {
		// sha256 of a, test and 0 with a zero byte between them, by `node:crypto`, as 48 bits over 2 ** 48.
		expect(phaseOf('a', 1)).to.equal(0.9074285859948183);
	});

	it('draws a phase only where the step asks for one', () => {
		expect(planTrial(drill, 'a', 1).phases[1]).to.equal(null);
	});

	it('spreads the trials: of any ten, no gap between neighbouring phases exceeds a quarter of the interval', () => {
		fc.assert(
			fc.property(fc.string(), (seed) => {
				const phases = Array.from({ length: 10 }, (_, i) => phaseOf(seed, i + 1)).sort((a, b) => a - b);
				const gaps = phases.map((phase, i) => (phases[i + 1] ?? (phases[0] ?? 0) + 1) - phase);
				expect(Math.min(...phases)).to.be.at.least(0);
				expect(Math.max(...phases)).to.be.below(1);
				expect(Math.max(...gaps)).to.be.below(0.25);
			}),
		);
	});
});

describe('leadInMs', () => {
	it('is the same for the same trial, and any moment of Swarm’s five seconds over many', () => {
		const all = Array.from({ length: 400 }, (_, i) => leadInMs(planTrial(drill, 'seed', i + 1)));
		expect(leadInMs(planTrial(drill, 'seed', 7))).to.equal(all[6]);
		const [least, most] = [Math.min(...all), Math.max(...all)];
		expect(least).to.be.within(0, 100);
		expect(most).to.be.within(4900, 5000);
		expect(all.filter((ms) => ms < 2500).length).to.be.within(160, 240);
	});
});
