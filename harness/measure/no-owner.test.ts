import { expect } from 'chai';
import { freeze, keepalivedStop, powerLoss } from '../scenario/fault.ts';
import type { FaultStep } from '../scenario/spec.ts';
import { everyone, master } from '../scenario/target.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { longestWithoutOwner } from './no-owner.ts';
import { ownershipIntervals } from './ownership.ts';
import { at, prepared, VIP } from './testing.ts';

const step = (inject: FaultStep['inject']): FaultStep => ({ at: '0s', inject });
const longest = (steps: FaultStep[], ...events: TimelineEvent[]) =>
	longestWithoutOwner(prepared([at.started(0), ...events, at.ended(20_000)]), ownershipIntervals(events, VIP), {
		hosts: ['a', 'b'],
		steps,
	});
const begin = at.gained(0, 'a', 'snapshot');

describe('longestWithoutOwner', () => {
	it('is the takeover where a backup stood by', () => {
		const events = [begin, at.fault(1000, ['a']), at.down(1000, 'a'), at.gained(4200, 'b')];
		expect(longest([step(powerLoss(master()))], ...events)).to.equal(3200);
	});
	it('excuses the time in which nobody could take it', () => {
		const all = ['a', 'b'];
		const events = [begin, at.fault(1000, all), at.lost(1010, 'a'), at.undone(8000, all), at.gained(11_600, 'a')];
		// Undone for sure at 8005.
		expect(longest([step(keepalivedStop(everyone()))], ...events)).to.equal(3595);
		expect(longest([], ...events)).to.equal(10_590);
	});
	it('goes on from one capable host to the next', () => {
		const events = [
			begin,
			at.fault(1000, ['b']),
			at.lost(2000, 'a'),
			at.undone(3000, ['b']),
			at.fault(2500, ['a'], { index: 1 }),
			at.gained(6000, 'b'),
		].toSorted((x, y) => x.atMs - y.atMs);
		// From 2000 to 2495 it was a's turn, from 3005 on b's.
		expect(longest([step(freeze(master())), step(freeze(master()))], ...events)).to.equal(2995);
	});
	it('adds no two stretches up', () => {
		expect(longest([], begin, at.lost(1000, 'a'), at.gained(2000, 'b'), at.lost(3000, 'b'), at.gained(4500, 'a'))).to.equal(1500);
	});
	it('is 0 where the VIP never was without an owner, and null where nobody ever held it', () => {
		expect(longest([], begin)).to.equal(0);
		expect(longest([], at.down(5, 'a'))).to.equal(null);
	});
});
