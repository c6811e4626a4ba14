import { expect } from 'chai';
import * as faults from '../scenario/fault.ts';
import { master } from '../scenario/target.ts';
import { theoryKind } from './theory-kind.ts';

describe('theoryKind', () => {
	for (const [fault, expected] of [
		[faults.powerLoss(master()), 'crash'],
		[faults.freeze(master()), 'crash'],
		[faults.keepalivedPause(master()), 'crash'],
		[faults.linkDown(master(), 'admin'), 'crash'],
		[faults.partition(master()), 'crash'],
		[faults.partition(master(), { traffic: 'vrrp', direction: 'out' }), 'crash'],
		[faults.partition(master(), { traffic: 'swarm' }), null],
		[faults.keepalivedKill(master()), 'crash'],
		[faults.keepalivedKill(master(), 'parent'), 'goodbye'],
		[faults.keepalivedKill(master(), 'child'), null],
		[faults.keepalivedStop(master()), 'goodbye'],
		[faults.keepalivedRestart(master()), 'goodbye'],
		[faults.reboot(master()), 'goodbye'],
		[faults.linkFlap(master(), { down: '1s', up: '1s' }), null],
		[faults.vipDelete(master()), null],
		[faults.serviceUpdate(), null],
		[undefined, null],
	] as const)
		it(`of ${JSON.stringify(fault)} is ${expected}`, () => expect(theoryKind(fault)).to.equal(expected));
});
