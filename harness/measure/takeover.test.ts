import { expect } from 'chai';
import type { TimelineEvent } from '../timeline/event.ts';
import { sortByTime } from '../timeline/sort.ts';
import { ownershipIntervals } from './ownership.ts';
import { trialSpans } from './spans.ts';
import { measureTakeover } from './takeover.ts';
import { at, VIP } from './testing.ts';

function takeover(...events: TimelineEvent[]) {
	const sorted = sortByTime(events);
	return measureTakeover(sorted, ownershipIntervals(sorted, VIP), trialSpans(sorted), VIP);
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
			toGoodbyeMs: null,
			sinceAdvertMs: 400,
			phase: 0.4,
		});
	});

	const nobody = { newOwner: null, toGarpMs: null, toVipMs: null, toAdvertMs: null };
	for (const [what, events, expected] of [
		['nobody takes over', [...before, ...death, at.ended(9000)], { formerOwner: 'a', ...nobody }],
		['only after the undoing', [...before, ...death, at.undone(4000, ['a']), ...success], { formerOwner: 'a', ...nobody }],
		[
			'the former owner again, by its first ARP since',
			[...before, at.fault(1400, ['a']), at.garp(1401, 'a'), at.lost(1402, 'a'), at.gained(2000, 'a'), at.garp(2001, 'a')],
			{ formerOwner: 'a', newOwner: 'a', toVipMs: 600, toGarpMs: 601 },
		],
		[
			'an owner that keeps the VIP while another takes it too',
			[...before, at.fault(1400, ['a']), at.garp(2000, 'a'), at.advert(2001, 'a'), ...success],
			{ formerOwner: 'a', newOwner: 'b', toGarpMs: 3305.5, toAdvertMs: 3300 },
		],
		[
			'two owners of which one is hit',
			[...before, at.gained(500, 'b'), ...death, at.garp(1500, 'b'), at.gained(1600, 'c'), at.garp(1601, 'c')],
			{ formerOwner: 'a', newOwner: 'c', toGarpMs: 201 },
		],
		[
			'an owner that got the VIP as the fault was asked for',
			[at.gained(1395, 'a'), at.fault(1400, ['a'])],
			{ formerOwner: 'a', ...nobody },
		],
		[
			'a fault elsewhere',
			[...before, at.fault(1400, ['b']), at.advert(2000, 'a'), at.ended(9000)],
			{ formerOwner: 'a', ...nobody },
		],
		[
			'a goodbye',
			[...before, at.fault(1400, ['a']), at.advert(1410, 'a', 0), at.lost(1411, 'a'), at.gained(2117, 'b'), at.garp(2118, 'b')],
			{ newOwner: 'b', toGoodbyeMs: 10, toGarpMs: 718 },
		],
		[
			'the goodbye of another, and one that comes later',
			[...before, ...death, at.advert(1500, 'b', 0), ...success, at.advert(6000, 'a', 0)],
			{ newOwner: 'b', toGoodbyeMs: null },
		],
		[
			'only after the first fault’s undoing, while others last',
			[...before, ...death, at.fault(1500, ['c'], { index: 1 }), at.undone(4000, ['a']), ...success],
			{ formerOwner: 'a', ...nobody },
		],
		[
			'a second fault on the host that was to take over',
			[...before, ...death, at.fault(2000, ['b'], { index: 1 }), at.gained(5000, 'c'), at.garp(5001, 'c')],
			{ newOwner: 'c', toGarpMs: 3601 },
		],
		[
			'a later fault that hits the owner as the first did not',
			[...before, at.fault(1400, ['b']), at.fault(2000, ['a'], { index: 1 }), at.gained(5000, 'c'), at.garp(5001, 'c')],
			{ formerOwner: 'a', ...nobody },
		],
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
