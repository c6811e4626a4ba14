import { expect } from 'chai';
import { SharedProgress } from './shared-progress.ts';

describe('SharedProgress', () => {
	it('tells what is done and about how long the rest takes', () => {
		const progress = new SharedProgress(4, 1000);
		expect(progress.trialDone(21_000)).to.equal('1 of 4 trials · 20.00 s so far · about 1 min 00 s left');
		expect(progress.trialDone(31_000)).to.equal('2 of 4 trials · 30.00 s so far · about 30.00 s left');
	});
	it('has nothing left at the end', () => {
		expect(new SharedProgress(1, 0).trialDone(5000)).to.equal('1 of 1 trials · 5.00 s so far');
	});
});
