import { expect } from 'chai';
import { host, powerLoss } from '../../index.ts';
import { faultEvent } from './fault-event.ts';

describe('faultEvent', () => {
	it('puts a fault at the middle of its bracket, give or take half of it', () => {
		const fault = powerLoss(host('docker1'));
		expect(faultEvent('fault.injected', { index: 2, fault, hosts: ['docker1'] }, { askedMs: 100, doneMs: 104 })).to.include({
			type: 'fault.injected',
			atMs: 102,
			index: 2,
			fault: 'power-loss',
			askedMs: 100,
			doneMs: 104,
			uncertaintyMs: 2,
		});
	});
});
