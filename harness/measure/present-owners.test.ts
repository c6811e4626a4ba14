import { expect } from 'chai';
import * as kinds from '../scenario/fault.ts';
import { master } from '../scenario/target.ts';
import { ownershipIntervals } from './ownership.ts';
import { presentOwners } from './present-owners.ts';
import { at, prepared, VIP } from './testing.ts';

const present = (inject: kinds.Fault, undone = true) => {
	const events = [
		at.started(0),
		at.gained(0, 'a', 'snapshot'),
		at.fault(1000, ['a']),
		at.gained(4000, 'b'),
		...(undone ? [at.undone(6000, ['a'])] : []),
		at.ended(9000),
	];
	const owners = presentOwners(ownershipIntervals(events, VIP), prepared(events), [{ at: '0s', inject }]);
	return owners.map(({ host, fromMs, toMs }) => [host, fromMs, toMs]);
};

describe('presentOwners', () => {
	const cut = [
		['a', 0, 1000],
		['b', 4000, null],
		['a', 6000, null],
	];
	for (const fault of [
		kinds.freeze(master()),
		kinds.powerLoss(master()),
		kinds.linkDown(master()),
		kinds.partition(master(), { from: 'everyone', direction: 'out' }),
	])
		it(`leaves out who cannot be reached: ${JSON.stringify(fault)}`, () => expect(present(fault)).to.deep.equal(cut));
	for (const fault of [
		kinds.keepalivedKill(master()),
		kinds.keepalivedPause(master()),
		kinds.partition(master()),
		kinds.partition(master(), { from: 'everyone', traffic: 'vrrp' }),
		kinds.cpuStarve(master(), 0.05),
		kinds.linkFlap(master(), { down: '1s', up: '5s' }),
	])
		it(`keeps who only does not answer, or not to all: ${JSON.stringify(fault)}`, () =>
			expect(present(fault)).to.deep.equal([
				['a', 0, null],
				['b', 4000, null],
			]));
	it('leaves it out to the end where it was not undone', () =>
		expect(present(kinds.freeze(master()), false)).to.deep.equal(cut.slice(0, 2)));
});
