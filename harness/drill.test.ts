import { expect } from 'chai';
import { drill } from './drill.ts';

describe('drill', () => {
	const spec = { event: '', hypothesis: '', steady: '1s', settle: '1s' } as const;
	const load = { ratePerSecond: 1, keepAliveRatePerSecond: 0, timeout: '1s' } as const;

	it('refuses a name that would make a bad file name', () =>
		expect(() => drill('Kill Master', { ...spec, faults: [], expect: [], load })).to.throw(RangeError, 'Kill Master'));
	it('refuses one with neither faults nor a time to observe', () =>
		expect(() => drill('idle', { ...spec, faults: [], expect: [], load })).to.throw(RangeError, "observe: '10s'"));
});
