import { expect } from 'chai';
import { clopperPearson, upperBound } from './binomial.ts';

describe('the exact interval of a share', () => {
	it('of 0 in n is bounded by 1 − 0.05^(1/n)', () => {
		expect(upperBound(0, 59)).to.be.closeTo(0.0495, 0.0001);
		expect(upperBound(0, 299)).to.be.closeTo(0.00997, 0.00001);
	});
	it('is as tables have it: 1 of 10, 5 of 20, all of 3', () => {
		const one = clopperPearson(1, 10);
		expect([one.low, one.high].map((x) => Number(x.toFixed(4)))).to.deep.equal([0.0025, 0.445]);
		const five = clopperPearson(5, 20);
		expect([five.low, five.high].map((x) => Number(x.toFixed(4)))).to.deep.equal([0.0866, 0.491]);
		const all = clopperPearson(3, 3);
		expect([all.low, all.high].map((x) => Number(x.toFixed(4)))).to.deep.equal([0.2924, 1]);
	});
	it('tells nothing without trials, and refuses what cannot be', () => {
		expect(clopperPearson(0, 0)).to.deep.equal({ low: 0, high: 1 });
		expect(() => upperBound(3, 2)).to.throw(RangeError, '3 of 2');
	});
});
