import { expect } from 'chai';
import type { TimelineEvent } from '../timeline/event.ts';
import { sortByTime } from '../timeline/sort.ts';
import { ownershipIntervals } from './ownership.ts';
import { trialSpans } from './spans.ts';
import { measureTakeover } from './takeover.ts';
import { at, VIP } from './testing.ts';

function takeover(...events: TimelineEvent[]) {
	const sorted = sortByTime(events);
	const { fault, faulty } = trialSpans(sorted);
	if (!fault || !faulty) throw new Error('the timeline needs a fault');
	return measureTakeover(sorted, ownershipIntervals(sorted, VIP), fault, faulty, VIP);
}

const before = [at.gained(0, 'a', 'snapshot'), at.advert(1000, 'a')];
const death = [at.fault(1400, ['a']), at.lost(1399, 'a', 'host-down')];
const success = [at.advert(4700, 'b', 75), at.gained(4702, 'b'), at.garp(4705.5, 'b')];

describe('measureTakeover', () => {
	it('times the new owner’s first advertisement, VIP and gratuitous ARP from the fault', () => {
		expect(takeover(...before, ...death, ...success)).to.deep.equal({
			formerOwner: 'a',
			newOwner: 'b',
			toGarpMs: 3305.5,
			toVipMs: 3302,
			toAdvertMs: 3300,
			sinceAdvertMs: 400,
			phase: 0.4,
		});
	});

	const nobody = { newOwner: null, toGarpMs: null, toVipMs: null, toAdvertMs: null };
	for (const [what, events, expected] of [
		['nobody takes over', [...before, ...death, at.ended(9000)], { formerOwner: 'a', ...nobody }],
		['only after the undoing', [...before, ...death, at.undone(4000, ['a']), ...success], { formerOwner: 'a', ...nobody }],
		['the former owner again', [...before, ...death, at.gained(2000, 'a'), at.garp(2001, 'a')], nobody],
		[
			'another host’s gratuitous ARP',
			[...before, ...death, at.gained(4702, 'b'), at.garp(4703, 'c')],
			{ newOwner: 'b', toGarpMs: null },
		],
		['an ARP of nobody known', [...before, ...death, at.gained(4702, 'b'), at.garp(4703, null)], { toGarpMs: null }],
		[
			'an ARP for another address',
			[...before, ...death, at.gained(4702, 'b'), at.garp(4703, 'b', '10.0.0.9')],
			{ toGarpMs: null },
		],
		['an ARP from before the fault', [...before, ...death, at.garp(900, 'b'), ...success], { toGarpMs: 3305.5 }],
		[
			'two hosts after another',
			[...before, ...death, ...success, at.gained(6000, 'c'), at.garp(4000, 'c')],
			{ newOwner: 'b', toGarpMs: 3305.5 },
		],
		['a resignation', [...before, ...death, at.advert(1500, 'b', 0), ...success], { toAdvertMs: 3300 }],
		[
			'a VIP that a watch found there',
			[...before, ...death, at.gained(4702, 'b', 'snapshot'), at.garp(4703, 'b')],
			{ newOwner: 'b', toVipMs: null, toGarpMs: 3303 },
		],
		['no owner before', [...death, ...success], { formerOwner: null, newOwner: 'b', phase: null, sinceAdvertMs: null }],
		['two owners before', [at.gained(0, 'c', 'snapshot'), ...before, at.gained(500, 'd'), ...death], { formerOwner: 'a' }],
		['two owners, neither hit', [at.gained(0, 'c'), at.gained(500, 'd'), at.fault(1400, ['a'])], { formerOwner: 'd' }],
		['no advertisement before', [at.gained(0, 'a'), ...death], { phase: null, sinceAdvertMs: null }],
		['an irregular master', [at.gained(0, 'a'), at.advert(250, 'a'), ...death], { phase: null, sinceAdvertMs: null }],
		['a late advertisement', [at.gained(0, 'a'), at.advert(392, 'a'), ...death], { phase: 1, sinceAdvertMs: 1008 }],
		['an advertisement within the bracket', [...before, ...death, at.advert(1403, 'a')], { phase: 0, sinceAdvertMs: 0 }],
		['another interval', [at.gained(0, 'a'), at.advert(1375, 'a', 100, 100), ...death], { phase: 0.25 }],
		['a takeover within the uncertainty', [...before, ...death, at.gained(1397, 'b')], { newOwner: 'b', toVipMs: -3 }],
	] as const)
		it(`handles ${what}`, () => {
			expect(takeover(...events)).to.deep.include(expected);
		});
});
