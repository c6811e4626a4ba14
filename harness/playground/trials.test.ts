import { expect } from 'chai';
import type { Simulated } from '../guarantee/guarantee.ts';
import type { Simulation } from '../guarantee/shape.ts';
import { together } from './trials.ts';

describe('classes that were simulated apart', () => {
	const part = (drill: string, gapMs: number): Simulated => ({
		about: { trials: 2, seed: 's', calibration: 'c', noiseMs: 166 },
		noise: { noiseMs: 166, gapMs },
		byDrill: new Map([[drill, { trials: 2 } as Simulation]]),
	});
	it('are as if together: each drill, and the widest gap between two requests', () => {
		const whole = together([part('a', 20), part('b', 40), part('c', 10)]);
		expect(whole?.noise).to.deep.equal({ noiseMs: 166, gapMs: 40 });
		expect([...(whole?.byDrill.keys() ?? [])]).to.deep.equal(['a', 'b', 'c']);
		expect(whole?.about).to.deep.equal({ trials: 2, seed: 's', calibration: 'c', noiseMs: 166 });
		expect(together([])).to.equal(null);
	});
});
