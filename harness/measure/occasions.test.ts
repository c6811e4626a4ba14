import { expect } from 'chai';
import { occasions } from './occasions.ts';
import { at } from './testing.ts';

describe('occasions', () => {
	it('leaves out the requests, but for the first and the last event of a trial', () => {
		const events = [at.sample(0), at.sample(10), at.gained(20, 'a'), at.sample(30), at.fault(40, ['a']), at.sample(50)];
		expect(occasions(events)).to.deep.equal([events[0], events[2], events[4], events[5]]);
	});
	it('has nothing of nothing', () => expect(occasions([])).to.deep.equal([]));
});
