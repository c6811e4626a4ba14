import { expect } from 'chai';
import { build, GOOD_CLUSTER } from '../cluster/testing.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import { labNeeds } from './needs.ts';

const spec = build(GOOD_CLUSTER);
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
		expect(labNeeds([drill({})], spec).served).to.equal(true);
		expect(labNeeds([asIs, asIs], spec).served).to.equal(false);
		expect(labNeeds([asIs, drill({ starts: 'served' })], spec).served).to.equal(true);
	});
	it('wants a routed client only where a drill asks for one', () => {
		const load = { ...drill({}).load, clients: ['segment' as const, 'routed' as const] };
		expect(labNeeds([drill({})], spec).routed).to.equal(null);
		expect(labNeeds([drill({}), drill({ load })], spec).routed).to.include({ subnet: '203.0.113.0/24' });
	});
});
