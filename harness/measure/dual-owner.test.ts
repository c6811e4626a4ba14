import { expect } from 'chai';
import type { TimelineEvent } from '../timeline/event.ts';
import { measureDualOwner } from './dual-owner.ts';
import { ownershipIntervals } from './ownership.ts';
import { streamOf } from './prepared.ts';
import { at, prepared, samples, VIP } from './testing.ts';

const measure = (...events: TimelineEvent[]) =>
	measureDualOwner(
		events,
		ownershipIntervals(events, VIP),
		streamOf(prepared(events), 'fresh', 'segment'),
		{ fromMs: 0, toMs: 1000 },
		VIP,
	);
const split = [at.gained(0, 'a', 'snapshot'), at.gained(200, 'b'), at.gained(300, 'c'), at.lost(400, 'a'), at.lost(500, 'b')];

describe('measureDualOwner', () => {
	it('lists the windows with their hosts, and one that lasts to the end', () => {
		expect(measure(...split, at.gained(900, 'b'))?.windows).to.deep.equal([
			{ fromMs: 200, toMs: 300, hosts: ['a', 'b'] },
			{ fromMs: 300, toMs: 400, hosts: ['a', 'b', 'c'] },
			{ fromMs: 400, toMs: 500, hosts: ['b', 'c'] },
			{ fromMs: 900, toMs: 1000, hosts: ['c', 'b'] },
		]);
	});
	it('counts the requests due in them, and who answered', () => {
		// Due at 0, 50, … 950: in the window those at 200 to 450.
		const got = measure(...split, ...samples('....xx.x.x.xxx......', 50));
		expect(got).to.deep.include({ sent: 6, failed: 4, answeredBy: { docker2: 1 } });
	});
	it('counts how often the client’s ARP entry changed in them', () => {
		const entries = [at.arp(0, 'a'), at.arp(199, 'b'), at.arp(200, 'a'), at.arp(400, 'b'), at.arp(500, 'c')];
		expect(measure(...split, ...entries)?.arpChanges).to.equal(2);
		expect(measure(...split)?.arpChanges).to.equal(null);
	});
	it('is empty without such a window, and null without an owner', () => {
		expect(measure(at.gained(0, 'a'), ...samples('xx', 50))).to.deep.equal({
			windows: [],
			sent: 0,
			failed: 0,
			answeredBy: {},
			arpChanges: null,
		});
		expect(measure(...samples('xx', 50))).to.equal(null);
	});
});
