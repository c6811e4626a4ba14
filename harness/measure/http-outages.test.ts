import { expect } from 'chai';
import { findOutages } from './http-outages.ts';
import { samples } from './testing.ts';

/** 100 ms apart, so that the look-ahead of 500 ms sees five samples. The window begins with the eleventh sample. */
const steady = '.'.repeat(10);
const window = (toMs: number) => ({ fromMs: 1000, toMs });
const find = (picture: string, toMs = 1000 + picture.length * 100) => findOutages(samples(steady + picture, 100), window(toMs));

describe('findOutages', () => {
	const none = { tailMs: 0, tailFailed: 0, tailSent: 0 };
	it('finds nothing where nothing failed', () => expect(find('......')).to.deep.equal({ outages: [], ...none }));
	it('finds nothing where nothing was sent', () => expect(findOutages([], window(2000))).to.deep.equal({ outages: [], ...none }));

	it('lasts from the last good before to the first good after', () => {
		const outage = { lastGoodMs: 1100, firstGoodMs: 1500, durationMs: 400, failed: 3 };
		expect(find('..xxr......')).to.deep.equal({ outages: [outage], ...none });
	});
	it('reaches back before the window', () => {
		expect(find('xx.....').outages).to.deep.equal([{ lastGoodMs: 900, firstGoodMs: 1200, durationMs: 300, failed: 2 }]);
		const late = samples(`${'.'.repeat(8)}xxxx......`, 100);
		expect(findOutages(late, window(1800)).outages).to.deep.equal([
			{ lastGoodMs: 700, firstGoodMs: 1200, durationMs: 500, failed: 4 },
		]);
	});
	it('passes over a lucky answer that does not last', () => {
		expect(find('xxx.xxxxx......').outages).to.deep.equal([{ lastGoodMs: 900, firstGoodMs: 1900, durationMs: 1000, failed: 8 }]);
	});
	it('is over although a third of the connections still fails; those are the tail', () => {
		// Recovery at 1300; failures at 1500, 1800 and 2100; nine requests from 1300 to 2100.
		const outage = { lastGoodMs: 900, firstGoodMs: 1300, durationMs: 400, failed: 3 };
		expect(find('xxx..x..x..x.......')).to.deep.equal({ outages: [outage], tailMs: 800, tailFailed: 3, tailSent: 9 });
	});
	it('is over where exactly half of the look-ahead is good', () => {
		// After 1200: x.x. due until 1700 is two of four, as the request due at 1700 is missing.
		const stream = samples(`${steady}xx.x.x.......`, 100).filter((s) => s.dueMs !== 1700);
		expect(findOutages(stream, window(2300)).outages[0]?.firstGoodMs).to.equal(1200);
	});
	it('is not over where less than half of the look-ahead is good', () => {
		// After 1200: x.x.x is two of five. After 1400: x.x.. is three of five.
		expect(find('xx.x.x.x.......').outages[0]?.firstGoodMs).to.equal(1400);
	});
	it('begins anew where the service is gone again, and keeps that out of the tail', () => {
		const { outages, ...tail } = find('xx.....x.....xxxxxx......x.....');
		expect(outages).to.deep.equal([
			{ lastGoodMs: 900, firstGoodMs: 1200, durationMs: 300, failed: 2 },
			{ lastGoodMs: 2200, firstGoodMs: 2900, durationMs: 700, failed: 6 },
		]);
		// Tail: failures at 1700 and 3500; 24 requests from 1200 to 3500, without the six of the second outage.
		expect(tail).to.deep.equal({ tailMs: 2300, tailFailed: 2, tailSent: 18 });
	});
	it('takes two failures in a row for tail, not for an outage', () => {
		expect(find('xx......xx.......').outages).to.have.length(1);
	});
	it('never ends where the service never came back', () => {
		expect(find('..xxxx', 1650)).to.deep.equal({
			outages: [{ lastGoodMs: 1100, firstGoodMs: null, durationMs: 550, failed: 4 }],
			tailMs: null,
			tailFailed: 0,
			tailSent: 0,
		});
	});
	it('does not believe the very last sample', () => expect(find('xxx.').outages[0]?.firstGoodMs).to.equal(null));
	it('does not see a recovery after the window', () => expect(find('xxxxx.....', 1500).outages[0]?.firstGoodMs).to.equal(null));
	it('looks ahead beyond the window', () => expect(find('xxxx......', 1500).outages[0]?.firstGoodMs).to.equal(1400));
	it('counts from the window’s start where nothing good came before', () => {
		const outage = { lastGoodMs: null, firstGoodMs: 1300, durationMs: 300, failed: 3 };
		expect(findOutages(samples('xxx....', 100, 1000), window(1700)).outages).to.deep.equal([outage]);
	});
	it('judges a load slower than the look-ahead by the next samples', () => {
		const { outages, tailFailed } = findOutages(samples('..x..x...xxxxx..', 1000), { fromMs: 0, toMs: 16_000 });
		expect(outages.map((o) => [o.lastGoodMs, o.firstGoodMs])).to.deep.equal([
			[1000, 3000],
			[8000, 14_000],
		]);
		expect(tailFailed).to.equal(1);
	});
});
