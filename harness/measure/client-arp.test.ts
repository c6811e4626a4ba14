import { expect } from 'chai';
import type { TimelineEvent } from '../timeline/event.ts';
import { entryChanges, measureClientArp } from './client-arp.ts';
import { ownershipIntervals } from './ownership.ts';
import { at, VIP } from './testing.ts';

const measure = (...events: TimelineEvent[]) =>
	measureClientArp(events, ownershipIntervals(events, VIP), { fromMs: 0, toMs: 10_000 }, VIP);
const moved = [at.gained(0, 'a', 'snapshot'), at.lost(1000, 'a'), at.gained(4000, 'b')];

describe('measureClientArp', () => {
	for (const [what, events, expected] of [
		['an entry that follows at once', [at.arp(0, 'a'), ...moved, at.arp(4000, 'b')], [0, 0, 1]],
		['an entry that follows late', [at.arp(0, 'a'), ...moved, at.arp(4500, 'b')], [500, 500, 1]],
		['an entry that never follows', [at.arp(0, 'a'), ...moved], [6000, 6000, 0]],
		['nobody to follow to', [at.arp(0, 'a'), ...moved.slice(0, 2)], [0, 0, 0]],
		['an entry that was dropped', [at.arp(0, 'a'), ...moved, at.arp(4100, null), at.arp(4300, 'b')], [100, 100, 1]],
		['an entry that went and came back', [...moved.slice(0, 1), at.arp(0, 'a'), at.arp(500, null), at.arp(600, 'a')], [0, 0, 0]],
		[
			'two stale times, one renewed meanwhile',
			[at.gained(0, 'a', 'snapshot'), at.arp(0, 'b'), at.arp(100, 'c'), at.arp(300, 'a'), at.arp(400, 'c'), at.arp(450, 'a')],
			[350, 300, 4],
		],
		[
			'two owners, either of which will do',
			[at.arp(0, 'a'), at.gained(0, 'a', 'snapshot'), at.gained(100, 'b'), at.arp(200, 'b')],
			[0, 0, 1],
		],
		['a stranger', [at.gained(0, 'a', 'snapshot'), at.arp(9000, null, { mac: '02:00:00:00:00:99' })], [1000, 1000, 0]],
		['another address', [at.gained(0, 'a'), at.arp(0, 'a'), at.arp(50, 'b', { address: '10.0.0.9' })], [0, 0, 0]],
	] as const)
		it(`handles ${what}`, () => {
			const got = measure(...events);
			expect([got?.staleMs, got?.longestStaleMs, got?.changes]).to.deep.equal(expected);
		});
	it('is null where nobody looked', () => expect(measure(...moved)).to.equal(null));
});

describe('entryChanges', () => {
	it('says when', () => {
		const events = [at.arp(5, 'a'), at.arp(10, 'b'), at.arp(20, null), at.arp(30, 'b'), at.arp(40, 'a')];
		expect(entryChanges(events, VIP).map((e) => e.atMs)).to.deep.equal([10, 40]);
	});
});
