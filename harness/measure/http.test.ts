import { expect } from 'chai';
import fc from 'fast-check';
import type { HttpSample, TimelineEvent } from '../timeline/event.ts';
import type { Client } from '../timeline/requests.ts';
import { measureHttp as measureStream } from './http.ts';
import { latencyFromDue as latencyOfRows } from './http-latency.ts';
import { streamOf, streamsOf } from './prepared.ts';
import type { Span } from './spans.ts';
import { at, samples, streamWith } from './testing.ts';

const measureHttp = (some: readonly HttpSample[], window: Span | null) => measureStream(streamWith(some), window);
const latencyFromDue = (some: readonly HttpSample[]) => {
	const stream = streamWith(some);
	return latencyOfRows(stream, stream.all);
};

describe('streamsOf', () => {
	const dueOf = (events: readonly TimelineEvent[], client: Client = 'segment') => {
		const stream = streamOf({ streams: streamsOf(events) }, 'fresh', client);
		return [...stream.dueMs.subarray(0, stream.length)];
	};
	it('takes one client’s stream; a sample without one is of the segment', () => {
		const events = [at.sample(1), at.sample(2, 'ok', { client: 'segment' }), at.sample(3, 'ok', { client: 'routed' })];
		expect(dueOf(events)).to.deep.equal([1, 2]);
		expect(dueOf(events, 'routed')).to.deep.equal([3]);
	});
	it('takes one stream, by due time', () => {
		const other = at.sample(5, 'ok', { stream: 'keepalive' });
		expect(dueOf([at.sample(9), other, at.sample(3), at.down(1, 'a')])).to.deep.equal([3, 9]);
	});
});

describe('measureHttp', () => {
	it('counts what was due in the window, its start in and its end out', () => {
		const http = measureHttp(samples('..........', 100), { fromMs: 200, toMs: 500 });
		expect(http).to.include({ sent: 3, ok: 3, failed: 0, notSent: 0, availability: 1, availabilityByTime: 1 });
		expect(http).to.include({ degradedMs: 0, degradedFailed: 0, degradedSent: 0, degradedLossShare: null, lostMs: 0 });
		expect(http).to.include({ windowMs: 300, resolutionMs: 100, outageMs: 0, tailMs: 0, tailFailed: 0, tailSent: 0 });
	});
	it('measures by requests, by time and by class', () => {
		// Window 1000 to 3000: 20 due, two not sent, five failed. Outage from 900 to 1500, 500 ms of it in the window.
		const http = measureHttp(samples(`${'.'.repeat(10)}xxxru.....nn........`, 100), { fromMs: 1000, toMs: 3000 });
		expect(http).to.include({ sent: 18, ok: 13, failed: 5, notSent: 2, outageMs: 600, availabilityByTime: 0.75 });
		expect(http.availability).to.equal(13 / 18);
		expect(http.failures).to.deep.equal({ refused: 1, timeout: 3, unreachable: 1 });
	});
	it('resolves as finely as the median gap, whether or not the gaps are alike', () => {
		const dueAt = (...dueMs: number[]) =>
			measureHttp(
				dueMs.map((ms) => at.sample(ms)),
				{ fromMs: 0, toMs: 1000 },
			);
		expect(dueAt(0, 10, 40, 70).resolutionMs).to.equal(30);
		expect(dueAt(0, 30, 40, 50).resolutionMs).to.equal(10);
		// Alike to the microsecond, as a rate's due times are.
		expect(dueAt(0, 33.3333, 66.6667, 100).resolutionMs).to.equal(33.333);
	});
	it('never takes what was not sent for an outage', () => {
		const http = measureHttp(samples('..nnnnnnnn....', 100), { fromMs: 0, toMs: 1400 });
		expect(http).to.deep.include({ sent: 6, failed: 0, notSent: 8, outageMs: 0, outages: [], availability: 1 });
	});
	it('takes the longest outage', () => {
		const http = measureHttp(samples('...xxxx.......xxxxxxxxxx.......', 100), { fromMs: 0, toMs: 3100 });
		expect(http.outages.map((o) => o.durationMs)).to.deep.equal([500, 1100]);
		expect(http.outageMs).to.equal(1100);
	});
	it('tells the shares of the nodes that answered, unknown ones under ?', () => {
		const nodes = ['b', 'a', null, 'a'];
		const http = measureHttp([...nodes.map((node, i) => at.sample(i, 'ok', { node })), at.sample(4, 'timeout')], {
			fromMs: 0,
			toMs: 5,
		});
		expect(http.answeredBy).to.deep.equal({ '?': 0.25, a: 0.5, b: 0.25 });
	});
	for (const [what, stream, window] of [
		['no samples', [], { fromMs: 0, toMs: 100 }],
		['only unsent ones', samples('n', 1), { fromMs: 0, toMs: 100 }],
		['no window', samples('..xx..', 1), null],
	] as const)
		it(`invents no numbers out of ${what}`, () => {
			expect(measureHttp(stream, window)).to.deep.include({
				sent: 0,
				availability: null,
				availabilityByTime: null,
				outageMs: null,
				tailMs: null,
				degradedMs: null,
				lostMs: null,
				resolutionMs: null,
				latencyMs: null,
				answeredBy: {},
			});
		});
	it('keeps its sums and ranges, whatever happens', () => {
		const letter = fc.constantFrom('.', 'x', 'r', 'u', 'n');
		const picture = fc.array(letter, { maxLength: 80 }).map((letters) => letters.join(''));
		fc.assert(
			fc.property(
				picture,
				fc.integer({ min: 1, max: 700 }),
				fc.nat(20_000),
				fc.nat(20_000),
				(drawn, everyMs, fromMs, lengthMs) => {
					const http = measureHttp(samples(drawn, everyMs), { fromMs, toMs: fromMs + lengthMs });
					expect(http.ok + Object.values(http.failures).reduce((a, b) => a + b, 0)).to.equal(http.sent);
					expect(http.ok + http.failed).to.equal(http.sent);
					if (http.availability !== null) expect(http.availability).to.be.within(0, 1);
					if (http.availabilityByTime !== null) expect(http.availabilityByTime).to.be.within(0, 1);
					expect(http.tailFailed).to.be.at.most(http.tailSent);
					expect(http.degradedFailed).to.be.at.most(http.degradedSent);
					if (http.lostMs !== null) expect(http.lostMs).to.be.within(http.outageMs ?? 0, Number.POSITIVE_INFINITY);
					expect(http.outages.length > 0).to.equal(http.failed > 0);
					for (const outage of http.outages) expect(outage.durationMs).to.be.above(0);
				},
			),
		);
	});
});

describe('latencyFromDue', () => {
	it('counts from the due time, so waiting counts', () => {
		expect(latencyFromDue([at.sample(1000, 'ok', { sentMs: 1040, doneMs: 1050 })])).to.deep.equal({ p50: 50, p99: 50, max: 50 });
	});
	it('leaves out failed and tainted requests', () => {
		const slow = at.sample(0, 'timeout', { doneMs: 2000 });
		const late = at.sample(0, 'ok', { doneMs: 900, tainted: true });
		expect(latencyFromDue([slow, late])).to.equal(null);
		expect(latencyFromDue([slow, late, at.sample(0)])).to.deep.equal({ p50: 2, p99: 2, max: 2 });
	});
	it('gives percentiles within 0.1 %', () => {
		const latency = latencyFromDue(Array.from({ length: 1000 }, (_, i) => at.sample(0, 'ok', { doneMs: i + 1 })));
		expect(latency?.p50).to.be.closeTo(500, 0.5);
		expect(latency?.p99).to.be.closeTo(990, 1);
		expect(latency?.max).to.equal(1000);
	});
});
