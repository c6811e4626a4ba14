import { expect } from 'chai';
import fc from 'fast-check';
import type { HttpSample } from '../timeline/event.ts';
import { findOutages as findInStream } from './http-outages.ts';
import type { Span } from './spans.ts';
import { at, samples, streamWith } from './testing.ts';

const findOutages = (some: readonly HttpSample[], window: Span) => findInStream(streamWith(some), window);

/** 100 ms apart, so that the look-ahead is ten samples. The window begins with the eleventh sample. */
const steady = '.'.repeat(10);
const window = (toMs: number) => ({ fromMs: 1000, toMs });
const find = (picture: string, toMs = 1000 + picture.length * 100) => findOutages(samples(steady + picture, 100), window(toMs));

describe('findOutages', () => {
	const noTail = { tailMs: 0, tailFailed: 0, tailSent: 0 };
	const notDegraded = { degradedMs: 0, degradedFailed: 0, degradedSent: 0 };
	it('finds nothing where nothing failed', () =>
		expect(find('......')).to.deep.equal({ outages: [], ...noTail, ...notDegraded, lostMs: 0 }));
	it('finds nothing where nothing was sent', () =>
		expect(findOutages([], window(2000))).to.deep.equal({ outages: [], ...noTail, ...notDegraded, lostMs: 0 }));

	it('lasts from the last good before to the first good after', () => {
		const outage = { lastGoodMs: 1100, firstGoodMs: 1500, durationMs: 400, failed: 3 };
		expect(find('..xxr......')).to.deep.equal({ outages: [outage], ...noTail, ...notDegraded, lostMs: 400 });
	});
	it('reaches back before the window', () => {
		expect(find('xx.....').outages).to.deep.equal([{ lastGoodMs: 900, firstGoodMs: 1200, durationMs: 300, failed: 2 }]);
		const late = samples(`${'.'.repeat(8)}xxxx......`, 100);
		expect(findOutages(late, window(1800)).outages).to.deep.equal([
			{ lastGoodMs: 700, firstGoodMs: 1200, durationMs: 500, failed: 4 },
		]);
	});
	it('passes over a lucky answer that stays alone', () => {
		// The one at 1300 has none among the ten after it; the one at 2500 has.
		expect(find(`xxx.${'x'.repeat(11)}......`).outages).to.deep.equal([
			{ lastGoodMs: 900, firstGoodMs: 2500, durationMs: 1600, failed: 14 },
		]);
	});
	it('is over although a third of the connections still fails; that is degraded service', () => {
		// Recovery at 1300; failures at 1500, 1800 and 2100. Degraded from 1500 to 2200: three of seven, 300 ms lost.
		const outage = { lastGoodMs: 900, firstGoodMs: 1300, durationMs: 400, failed: 3 };
		expect(find('xxx..x..x..x.......')).to.deep.equal({
			...{ outages: [outage], tailMs: 800, tailFailed: 3, tailSent: 9 },
			...{ degradedMs: 700, degradedFailed: 3, degradedSent: 7, lostMs: 700 },
		});
	});
	it('is over although two thirds of the connections still fail', () => {
		// Good at 1200, 1500, 1800: degraded from 1300 to 1800, four of five.
		const outage = { lastGoodMs: 900, firstGoodMs: 1200, durationMs: 300, failed: 2 };
		const got = find('xx.xx.xx........');
		expect(got.outages).to.deep.equal([outage]);
		expect(got).to.include({ degradedMs: 500, degradedFailed: 4, degradedSent: 5, lostMs: 700 });
	});
	it('counts failures that are far apart one by one', () => {
		// At 1300 and, eleven requests later, at 2400: each is degraded for one gap.
		const got = find(`xx.x${'.'.repeat(10)}x.....`);
		expect(got).to.include({ degradedMs: 200, degradedFailed: 2, degradedSent: 2, tailMs: 1200, lostMs: 500 });
	});
	it('begins anew where nobody is served again, and keeps that out of tail and degraded time', () => {
		const { outages, ...rest } = find(`xx.....x.....${'x'.repeat(11)}......x.....`);
		expect(outages).to.deep.equal([
			{ lastGoodMs: 900, firstGoodMs: 1200, durationMs: 300, failed: 2 },
			{ lastGoodMs: 2200, firstGoodMs: 3400, durationMs: 1200, failed: 11 },
		]);
		// Failures at 1700 and 4000; 29 requests from 1200 to 4000, without the eleven of the second outage.
		expect(rest).to.deep.equal({
			...{ tailMs: 2800, tailFailed: 2, tailSent: 18 },
			...{ degradedMs: 200, degradedFailed: 2, degradedSent: 2, lostMs: 1700 },
		});
	});
	it('takes nine failures in a row for degraded service, and ten for an outage', () => {
		expect(find(`xx...${'x'.repeat(9)}......`).outages).to.have.length(1);
		expect(find(`xx...${'x'.repeat(10)}......`).outages).to.have.length(2);
	});
	it('never ends where the service never came back', () => {
		expect(find('..xxxx', 1650)).to.deep.equal({
			outages: [{ lastGoodMs: 1100, firstGoodMs: null, durationMs: 550, failed: 4 }],
			...{ tailMs: null, tailFailed: 0, tailSent: 0 },
			...notDegraded,
			lostMs: 550,
		});
	});
	it('does not believe the very last sample', () => expect(find('xxx.').outages[0]?.firstGoodMs).to.equal(null));
	it('does not see a recovery after the window', () => expect(find('xxxxx.....', 1500).outages[0]?.firstGoodMs).to.equal(null));
	it('looks ahead beyond the window', () => expect(find('xxxx......', 1500).outages[0]?.firstGoodMs).to.equal(1400));
	it('ends degraded time with the window', () => {
		// Degraded from 1400 on; the window ends at 1550, before the next good one.
		expect(find('xx..xx....', 1550)).to.include({ degradedMs: 150, degradedFailed: 2, degradedSent: 2 });
	});
	it('counts from the window’s start where nothing good came before', () => {
		const outage = { lastGoodMs: null, firstGoodMs: 1300, durationMs: 300, failed: 3 };
		expect(findOutages(samples('xxx....', 100, 1000), window(1700)).outages).to.deep.equal([outage]);
	});
	it('judges a load slower than the look-ahead by the next ten requests', () => {
		const { outages, degradedFailed } = findOutages(samples(`..x..x...${'x'.repeat(12)}..`, 1000), { fromMs: 0, toMs: 23_000 });
		expect(outages.map((o) => [o.lastGoodMs, o.firstGoodMs])).to.deep.equal([
			[1000, 3000],
			[8000, 21_000],
		]);
		expect(degradedFailed).to.equal(1);
	});
});

/** A power loss seen through a mesh: nobody is served, then `dead` of `backEnds` in turn are lost, then all is well. */
interface Takeover {
	backEnds: number;
	dead: number;
	/** Where in its round the mesh is when the first request comes through. */
	turn: number;
	gapMs: number;
	blackMs: number;
	degradedMs: number;
	phaseMs: number;
}

const FAULT_MS = 3000;

function streamOf({ backEnds, dead, turn, gapMs, blackMs, degradedMs, phaseMs }: Takeover): HttpSample[] {
	let round = turn;
	const untilMs = FAULT_MS + blackMs + degradedMs + 3000;
	return Array.from({ length: Math.ceil(untilMs / gapMs) }, (_, i) => {
		const dueMs = phaseMs + i * gapMs;
		const sinceMs = dueMs - FAULT_MS;
		const isBlack = sinceMs >= 0 && sinceMs < blackMs;
		const isDegraded = sinceMs >= blackMs && sinceMs < blackMs + degradedMs;
		if (isDegraded) round = (round + 1) % backEnds;
		return at.sample(dueMs, isBlack || (isDegraded && round < dead) ? 'timeout' : 'ok', { seq: i });
	});
}

/** Some of up to nine back ends are dead, but never all. */
const takeovers = fc
	.record({
		backEnds: fc.integer({ min: 2, max: 9 }),
		dead: fc.nat(8),
		turn: fc.nat(8),
		gapMs: fc.integer({ min: 5, max: 100 }),
		blackMs: fc.integer({ min: 200, max: 6000 }),
		degradedMs: fc.integer({ min: 1000, max: 8000 }),
		phase: fc.double({ min: 0, max: 0.999, noNaN: true }),
	})
	.map(
		({ phase, ...drawn }): Takeover => ({
			...drawn,
			dead: drawn.dead % drawn.backEnds,
			turn: drawn.turn % drawn.backEnds,
			phaseMs: phase * drawn.gapMs,
		}),
	);

describe('an outage, whatever the number of back ends', () => {
	const measure = (takeover: Takeover) => {
		const stream = streamOf(takeover);
		const window = { fromMs: FAULT_MS, toMs: (stream.at(-1)?.dueMs ?? 0) + 1 };
		return { stream, ...findOutages(stream, window) };
	};
	it('ends with the first good answer, at any share of dead back ends, phase and rate', () => {
		fc.assert(
			fc.property(takeovers, (takeover) => {
				const { stream, outages } = measure(takeover);
				const lastGood = stream.findLast((s) => s.outcome === 'ok' && s.dueMs < FAULT_MS);
				const firstGood = stream.find((s) => s.outcome === 'ok' && s.dueMs >= FAULT_MS);
				expect(outages).to.have.length(1);
				expect(outages[0]).to.include({ lastGoodMs: lastGood?.dueMs, firstGoodMs: firstGood?.dueMs });
			}),
			{ numRuns: 500 },
		);
	});
	it('loses the dead back ends’ share in the degraded time, no more and no less', () => {
		fc.assert(
			fc.property(takeovers, (takeover) => {
				const { backEnds, dead, gapMs, blackMs, degradedMs } = takeover;
				const got = measure(takeover);
				const failedMs = (degradedMs * dead) / backEnds;
				// A round may be cut at either end, and the outage is longer than the darkness by up to two gaps.
				expect(got.lostMs).to.be.closeTo(blackMs + failedMs, 2 * backEnds * gapMs + 2 * gapMs);
				if (dead === 0) expect(got).to.include({ degradedMs: 0, degradedFailed: 0 });
			}),
			{ numRuns: 500 },
		);
	});
	it('is the same for two back ends as for three where the takeover is the same', () => {
		const base = { dead: 1, turn: 1, gapMs: 20, blackMs: 3180, degradedMs: 5000, phaseMs: 7 };
		const outageMs = (backEnds: number) => measure({ ...base, backEnds }).outages[0]?.durationMs ?? 0;
		expect(outageMs(2)).to.be.closeTo(outageMs(3), 20);
		expect(measure({ ...base, backEnds: 2 }).degradedFailed).to.be.within(123, 126);
	});
});
