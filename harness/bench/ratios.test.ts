import { expect } from 'chai';
import { fallenRatios } from './ratios.ts';

describe('fallenRatios', () => {
	it('warns from a fall by a quarter on', () => {
		expect(fallenRatios({ vrrpOnly: 0.301, judged: 0.3 }, { vrrpOnly: 0.4, judged: 0.4 })).to.deep.equal([
			'judged has fallen from 0.4 to 0.3, by 25 %',
		]);
	});
	it('warns of one that is missing or no number, and passes over a new one', () => {
		expect(fallenRatios({ judged: Number.NaN, new: 0 }, { judged: 0.4, memory: 1 })).to.deep.equal([
			'judged was not measured; its reference is 0.4',
			'memory was not measured; its reference is 1',
		]);
	});
	it('says nothing of what rose', () => expect(fallenRatios({ judged: 2 }, { judged: 0.4 })).to.deep.equal([]));
});
