import { expect } from 'chai';
import { labNeeds } from './needs.ts';
import type { DrillSpec } from './spec.ts';

const drill = (over: Partial<DrillSpec>): DrillSpec => ({
	name: 'test',
	event: '',
	hypothesis: '',
	steady: '1s',
	observe: '1s',
	settle: '1s',
	faults: [],
	load: { ratePerSecond: 1, keepAliveRatePerSecond: 0, timeout: '1s' },
	expect: [],
	...over,
});

describe('labNeeds', () => {
	it('wants a cluster that serves, unless every drill takes it as it is', () => {
		const asIs = drill({ starts: 'converged' });
		expect(labNeeds([drill({})]).served).to.equal(true);
		expect(labNeeds([asIs, asIs]).served).to.equal(false);
		expect(labNeeds([asIs, drill({ starts: 'served' })]).served).to.equal(true);
	});
});
