import { expect } from 'chai';
import type { TimelineEvent } from '../timeline/event.ts';
import { measureFailback } from './failback.ts';
import { ownershipIntervals } from './ownership.ts';
import { at, samples, streamWith, VIP } from './testing.ts';

const failback = (events: TimelineEvent[], formerOwner: string | null = 'a') =>
	measureFailback(
		ownershipIntervals(events, VIP),
		streamWith(samples('....xx......', 100, 1000)),
		at.undone(1000, ['a']),
		{ fromMs: 1000, toMs: 2200 },
		formerOwner,
	);

describe('measureFailback', () => {
	it('times the return, its gap and its overlap', () => {
		const got = failback([at.gained(0, 'b'), at.gained(1600, 'a'), at.lost(1603, 'b')]);
		expect(got).to.include({ returnMs: 600, newOwner: 'a', vipAbsentMs: 0, dualOwnerMs: 3 });
		expect(got.http).to.include({ sent: 12, failed: 2, outageMs: 300 });
	});
	for (const [what, events, expected] of [
		['a VIP that stays', [at.gained(0, 'b')], { returnMs: null, newOwner: null, vipAbsentMs: 0 }],
		[
			'a detour',
			[at.gained(0, 'b'), at.lost(1100, 'b'), at.gained(1200, 'c'), at.lost(1500, 'c'), at.gained(1500, 'a')],
			{ returnMs: 500, newOwner: 'c', vipAbsentMs: 100 },
		],
		['a return that nobody saw', [at.gained(1700, 'a', 'snapshot')], { returnMs: null, newOwner: 'a' }],
		['no address events at all', [], { returnMs: null, newOwner: null, vipAbsentMs: null, dualOwnerMs: null }],
	] as const)
		it(`handles ${what}`, () => expect(failback([...events])).to.include(expected));
	it('does not time a return that came while the fault was still being undone', () => {
		const events = [at.gained(0, 'b'), at.gained(900, 'a')];
		const slow = { ...at.undone(1000, ['a']), askedMs: 800, doneMs: 1200, uncertaintyMs: 200 };
		const got = measureFailback(ownershipIntervals(events, VIP), streamWith([]), slow, { fromMs: 1000, toMs: 2200 }, 'a');
		expect(got).to.include({ returnMs: null, newOwner: 'a' });
	});
	it('is rough by the requests from the undoing’s effect to the end alone', () => {
		const rough = (...streams: ReturnType<typeof samples>[]) =>
			measureFailback([], streamWith(streams.flat()), at.undone(1000, ['a']), { fromMs: 1000, toMs: 2200 }, 'a').roughBecause;
		const good = samples('............', 100, 1000);
		expect(rough(samples('nnn', 100, 700), good, samples('nnn', 100, 2200))).to.equal(null);
		expect(rough(samples('n...........', 100, 1000))).to.equal('1 of 12 fresh requests were sent late or not at all');
		expect(rough(samples('...........n', 100, 1000), samples('....', 100, 2200))).to.match(/^1 of 12/);
	});
	it('takes a return in the moment of the undoing for one, and none before or after', () => {
		const back = (atMs: number) => failback([at.gained(0, 'b'), at.gained(atMs, 'a')]);
		expect(back(1000)).to.include({ returnMs: 0, newOwner: 'a' });
		expect(back(2200)).to.include({ returnMs: 1200, newOwner: 'a' });
		expect(back(2201)).to.include({ returnMs: null, newOwner: null });
	});
	it('handles an unknown former owner', () => expect(failback([at.gained(1600, 'a')], null).returnMs).to.equal(null));
});
