import { expect } from 'chai';
import { momentOfPhase } from './moment-of-phase.ts';

const advert = { atMs: 10_000, intervalMs: 1000 };

describe('momentOfPhase', () => {
	it('is in the interval of the advertisement where there is time enough', () => {
		expect(momentOfPhase(0.5, advert, 10_100)).to.equal(10_500);
		expect(momentOfPhase(0.5, advert, 10_200)).to.equal(10_500);
	});
	it('is an interval later where the way there is shorter than 300 ms', () => {
		expect(momentOfPhase(0.5, advert, 10_201)).to.equal(11_500);
		expect(momentOfPhase(0, advert, 10_000)).to.equal(11_000);
	});
	it('goes on by whole intervals from an advertisement of long ago', () => {
		expect(momentOfPhase(0.25, advert, 15_000)).to.equal(16_250);
	});
	it('does not guess an interval', () => {
		expect(() => momentOfPhase(0.5, null, 0)).to.throw('no VRRP advertisement was seen');
	});
});
