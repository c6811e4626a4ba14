import { expect } from 'chai';
import { InputError } from './base/errors.ts';
import { drill } from './drill.ts';

describe('drill', () => {
	const spec = { event: '', hypothesis: '', steady: '1s', settle: '1s' } as const;
	const load = { ratePerSecond: 1, keepAliveRatePerSecond: 0, timeout: '1s' } as const;

	it('refuses a name that would make a bad file name, and one with neither faults nor a time to observe, both at once', () =>
		expect(() => drill('Kill Master', { ...spec, faults: [], expect: [], load })).to.throw(
			InputError,
			/^drill Kill Master: name: this makes no name \(got "Kill Master"\)\. .*\ndrill Kill Master: observe: it is missing/,
		));
});
