import { expect } from 'chai';
import { longestDeafOwner } from './deaf-owner.ts';
import { ownershipIntervals } from './ownership.ts';
import { at, samples, streamWith, VIP } from './testing.ts';

const window = { fromMs: 1000, toMs: 10_000 };
/** Answered every 100 ms, but for the stretches named. */
const load = (...out: [number, number][]) =>
	samples(
		Array.from({ length: 100 }, (_, i) => (out.some(([from, to]) => i * 100 >= from && i * 100 < to) ? 'x' : '.')).join(''),
		100,
	);
const held = (...events: Parameters<typeof ownershipIntervals>[0]) => ownershipIntervals(events, VIP);
const always = held(at.gained(0, 'a'));

describe('longestDeafOwner', () => {
	for (const [what, stream, intervals, expected] of [
		['nothing failed', load(), always, 0],
		['an outage under an owner', load([2000, 4000]), always, 2100],
		['the longest of two', load([2000, 3000], [5000, 7000]), always, 2100],
		['an outage that the gap explains', load([2000, 5000]), held(at.gained(0, 'a'), at.lost(1900, 'a'), at.gained(5000, 'b')), 0],
		['what the gap leaves', load([2000, 5000]), held(at.gained(0, 'a'), at.lost(2000, 'a'), at.gained(4000, 'b')), 1100],
		['an outage without end', load([9000, 10_000]), always, 1100],
		['an outage before', load([200, 600]), always, 0],
		['requests that could not be sent', samples('n'.repeat(100), 100), always, null],
		['no requests', [], always, null],
		['requests before and after alone', [at.sample(999), at.sample(10_000), at.sample(10_100)], always, null],
		['a single request, as the window opens', [at.sample(1000)], always, 0],
	] as const)
		it(`handles ${what}`, () => expect(longestDeafOwner(streamWith(stream), intervals, window)).to.equal(expected));
});
