import { expect } from 'chai';
import fc from 'fast-check';
import type { TimelineEvent } from '../timeline/event.ts';
import { sortByTime } from '../timeline/sort.ts';
import { heldAt, ownerStretches, ownershipIntervals, ownershipTimes } from './ownership.ts';
import { at, VIP } from './testing.ts';

const of = (...events: Parameters<typeof ownershipIntervals>[0]) => ownershipIntervals(events, VIP);

describe('ownershipIntervals', () => {
	for (const [what, events, expected] of [
		['come and go', [at.gained(10, 'a'), at.lost(30, 'a')], [['a', 10, 30, true]]],
		['still there at the end', [at.gained(0, 'a', 'snapshot')], [['a', 0, null, false]]],
		['death of the machine, told by its VIP', [at.gained(1, 'a'), at.lost(5, 'a', 'host-down')], [['a', 1, 5, true]]],
		['death of the machine alone', [at.gained(1, 'a'), at.down(5, 'a')], [['a', 1, 5, true]]],
		['death told twice', [at.gained(1, 'a'), at.down(5, 'a'), at.lost(6, 'a', 'host-down')], [['a', 1, 5, true]]],
		['a snapshot of what is known', [at.gained(1, 'a'), at.gained(4, 'a', 'snapshot'), at.lost(9, 'a')], [['a', 1, 9, true]]],
		['a loss out of nothing', [at.lost(9, 'a')], []],
		['another address', [at.gained(1, 'a', 'monitor', '10.0.0.9')], []],
		['another address lost', [at.gained(1, 'a'), at.lost(2, 'a', 'monitor', '10.0.0.9')], [['a', 1, null, true]]],
	] as const)
		it(what, () => {
			const got = of(...events).map((i) => [i.host, i.fromMs, i.toMs, i.startSeen]);
			expect(got).to.deep.equal(expected);
		});
});

describe('heldAt', () => {
	it('counts the beginning in and the end out, the latest owner last', () => {
		const intervals = of(at.gained(10, 'a'), at.gained(20, 'b'), at.lost(30, 'a'));
		const ownersAt = (ms: number) => heldAt(intervals, ms).map(({ host }) => host);
		expect([9, 10, 20, 29.9, 30].map(ownersAt)).to.deep.equal([[], ['a'], ['a', 'b'], ['a', 'b'], ['b']]);
	});
});

describe('ownerStretches', () => {
	const stretches = (...events: TimelineEvent[]) =>
		ownerStretches(of(...events), { fromMs: 10, toMs: 100 }).map(({ fromMs, toMs, hosts }) => [fromMs, toMs, hosts.join('+')]);
	it('follow each other over the whole window', () => {
		const events = [
			at.gained(0, 'a'),
			at.gained(20, 'b'),
			at.lost(30, 'a'),
			at.lost(40, 'b'),
			at.gained(70, 'c'),
			at.lost(120, 'c'),
		];
		expect(stretches(...events)).to.deep.equal([
			[10, 20, 'a'],
			[20, 30, 'a+b'],
			[30, 40, 'b'],
			[40, 70, ''],
			[70, 100, 'c'],
		]);
	});
	it('do not break where the same hosts go on', () => {
		expect(stretches(at.gained(0, 'a'), at.lost(50, 'a'), at.gained(50, 'a'))).to.deep.equal([[10, 100, 'a']]);
	});
	it('are one without any owner', () => expect(stretches()).to.deep.equal([[10, 100, '']]));
});

describe('ownershipTimes', () => {
	it('adds up absent, single and dual time, clipped to the window', () => {
		const intervals = of(at.gained(0, 'a'), at.gained(20, 'b'), at.lost(30, 'a'), at.lost(40, 'b'), at.gained(70, 'c'));
		expect(ownershipTimes(intervals, { fromMs: 10, toMs: 100 })).to.deep.equal({ absentMs: 30, singleMs: 50, dualMs: 10 });
	});
	it('counts three owners as dual', () => {
		const intervals = of(at.gained(0, 'a'), at.gained(0, 'b'), at.gained(0, 'c'));
		expect(ownershipTimes(intervals, { fromMs: 0, toMs: 7 })).to.deep.equal({ absentMs: 0, singleMs: 0, dualMs: 7 });
	});
	it('is all absent without owners', () => {
		expect(ownershipTimes([], { fromMs: 5, toMs: 8 })).to.deep.equal({ absentMs: 3, singleMs: 0, dualMs: 0 });
	});
	it('adds up to the window, whatever happens', () => {
		const event = fc
			.tuple(fc.nat(1000), fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom(at.gained, at.lost, at.down))
			.map(([ms, host, make]) => make(ms, host));
		fc.assert(
			fc.property(fc.array(event), fc.nat(1000), fc.nat(1000), (events, fromMs, lengthMs) => {
				const intervals = ownershipIntervals(sortByTime(events), VIP);
				const { absentMs, singleMs, dualMs } = ownershipTimes(intervals, { fromMs, toMs: fromMs + lengthMs });
				expect(Math.min(absentMs, singleMs, dualMs)).to.be.at.least(0);
				expect(absentMs + singleMs + dualMs).to.equal(lengthMs);
			}),
		);
	});
});
