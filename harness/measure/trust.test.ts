import { expect } from 'chai';
import type { HttpSample } from '../timeline/event.ts';
import { at, samples, streamWith } from './testing.ts';
import { judgeFailback, judgeTrust, pinnedInteriors, type Requests, type TrustInput } from './trust.ts';

const of = (some: readonly HttpSample[]): Requests => {
	const stream = streamWith(some);
	return { stream, rows: stream.all };
};
const good: TrustInput = {
	events: [],
	fresh: of(samples('.'.repeat(200), 20)),
	keepAlive: of([]),
	interiors: [],
	routed: of([]),
	critical: { fromMs: 1000, toMs: 3000 },
	steadyUntilMs: 1000,
	vipSeen: true,
	faults: { planned: 1, injected: 1 },
};
const judge = (over: Partial<TrustInput>) => judgeTrust({ ...good, ...over });

describe('judgeTrust', () => {
	for (const [what, over] of [
		['a clean trial', {}],
		['exactly 5 % of unsent requests', { fresh: of(samples(`${'.'.repeat(190)}${'n'.repeat(10)}`, 20)) }],
		[
			'late requests long before the fault',
			{ fresh: of(samples('.'.repeat(50), 20, 0, { tainted: true })), critical: { fromMs: 2000, toMs: 3000 } },
		],
		['a stall before the fault', { events: [at.health(100, 'stall', 500)] }],
		['a stall after the recovery', { events: [at.health(3000, 'stall', 500)] }],
		['a stall of 250 ms', { events: [at.health(2000, 'stall', 250)] }],
		['a stall inside an outage', { events: [at.health(2000, 'stall', 500)], interiors: [{ fromMs: 1900, toMs: 2600 }] }],
		[
			'late requests inside an outage',
			{
				fresh: of([
					...samples('.'.repeat(50), 20),
					...samples('x'.repeat(10), 20, 1000, { tainted: true }),
					...samples('.....', 20, 1200),
				]),
				interiors: [{ fromMs: 990, toMs: 1190 }],
			},
		],
		['failures after the fault', { fresh: of(samples(`${'.'.repeat(60)}${'x'.repeat(140)}`, 20)) }],
		['failures all along where no fault was to come', { fresh: of(samples('x'.repeat(200), 20)), steadyUntilMs: null }],
		['one failure in 100 before the fault', { fresh: of(samples(`${'.'.repeat(99)}x`, 5)) }],
	] as const)
		it(`trusts ${what}`, () => expect(judge(over)).to.deep.include({ trusted: true, reasons: [] }));

	for (const [what, over, reason] of [
		['no fault', { critical: null, faults: { planned: 1, injected: 0 } }, 'no fault took effect'],
		['a fault too few', { faults: { planned: 3, injected: 2 } }, 'only 2 of 3 faults took effect'],
		['no observation', { critical: null, faults: { planned: 0, injected: 0 } }, 'nothing was observed'],
		['no samples', { fresh: of([]) }, 'no request was sent'],
		['only unsent samples', { fresh: of(samples('nn', 20)) }, 'no request was sent'],
		[
			'an unsteady beginning of the routed client',
			{ routed: of(samples('xx..', 20, 0, { client: 'routed' })) },
			'2 of 4 routed requests failed before the fault',
		],
		[
			'tainted requests of the routed client',
			{ routed: of(samples('..', 20, 0, { client: 'routed', tainted: true })) },
			'2 of 2 routed requests were sent late or not at all',
		],
		['nobody with the VIP', { vipSeen: false }, 'no host was ever seen to hold the VIP'],
		[
			'unsent requests',
			{ fresh: of(samples(`${'.'.repeat(189)}${'n'.repeat(11)}`, 20)) },
			'11 of 200 fresh requests were sent late or not at all',
		],
		[
			'tainted requests',
			{ keepAlive: of(samples('..', 20, 0, { tainted: true })) },
			'2 of 2 keep-alive requests were sent late or not at all',
		],
		[
			'a clock step at any time',
			{ events: [at.health(9000, 'clock-step', 40)] },
			"the observer's clock jumped by 40 ms at 9.00 s",
		],
		[
			'missed packets at any time',
			{ events: [at.health(1, 'capture-drop', 0, '7 dropped')] },
			'the packet capture missed packets at 1 ms (7 dropped)',
		],
		[
			'a stall between fault and recovery',
			{ events: [at.health(2000, 'stall', 251)] },
			'the prober stalled for 251 ms at 2.00 s',
		],
		[
			'a stall that reaches into the fault',
			{ events: [at.health(900, 'stall', 300)] },
			'the prober stalled for 300 ms at 900 ms',
		],
		[
			"a stall at an outage's edge",
			{ events: [at.health(2000, 'stall', 500)], interiors: [{ fromMs: 1900, toMs: 2400 }] },
			'the prober stalled for 500 ms at 2.00 s',
		],
		[
			'a watch lost while it mattered',
			{ events: [at.health(2000, 'watch-lost', 0, 'docker2')] },
			"a host's watch ended at 2.00 s (docker2)",
		],
		[
			'a watch lost long before the fault',
			{ events: [at.health(1, 'watch-lost', 0, 'docker2')] },
			"a host's watch ended at 1 ms (docker2)",
		],
		['a pause', { events: [at.health(2000, 'paused', 9000)] }, 'the trial was paused for 9.00 s at 2.00 s'],
		['a watch lost after the recovery', { events: [at.health(3001, 'watch-lost', 0)] }, "a host's watch ended at 3.00 s"],
		['an unsteady beginning', { fresh: of(samples(`xx${'.'.repeat(198)}`, 20)) }, '2 of 50 requests failed before the fault'],
	] as const)
		it(`does not trust ${what}`, () => {
			const { trusted, reasons } = judge(over);
			expect(trusted).to.equal(false);
			expect(reasons).to.include(reason);
		});

	it('counts tainted samples of both streams, and stalls at any time', () => {
		const tainted = samples('.', 20, 0, { tainted: true });
		const got = judge({
			fresh: of([...samples('.'.repeat(200), 20), ...tainted]),
			keepAlive: of(tainted),
			events: [at.health(1, 'stall', 5), at.health(2, 'clock-step', 5)],
		});
		expect(got).to.include({ taintedSamples: 2, stalls: 1, edgeStallMs: 0 });
	});

	it('tells the longest stall that could shift an edge', () => {
		const events = [at.health(500, 'stall', 90), at.health(1500, 'stall', 40), at.health(2000, 'stall', 80)];
		expect(judge({ events }).edgeStallMs).to.equal(80);
		expect(judge({ events, interiors: [{ fromMs: 1990, toMs: 2100 }] }).edgeStallMs).to.equal(40);
	});
});

describe('pinnedInteriors', () => {
	it('reaches from the first to the last failure that was sent in time', () => {
		const late = (ms: number) => samples('x', 20, ms, { tainted: true });
		const stream = [...samples('..', 20), ...late(40), ...samples('xxx', 20, 60), ...late(120), ...samples('..', 20, 140)];
		const outage = { lastGoodMs: 20, firstGoodMs: 140, durationMs: 120, failed: 5 };
		expect(pinnedInteriors([outage], of(stream))).to.deep.equal([{ fromMs: 60, toMs: 100 }]);
		expect(pinnedInteriors([outage], of([...late(40), ...late(60)]))).to.deep.equal([]);
	});
});

describe('judgeFailback', () => {
	it('says how many requests came late, and nothing where they did not', () => {
		const judged = ({ stream, rows }: Requests) => judgeFailback(stream, rows, []);
		expect(judged(of(samples('....', 20)))).to.equal(null);
		expect(judged(of(samples('....', 20, 0, { tainted: true })))).to.equal('4 of 4 fresh requests were sent late or not at all');
	});
});
