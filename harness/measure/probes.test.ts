import { expect } from 'chai';
import type { ProbeSample, TimelineEvent } from '../timeline/event.ts';
import type { ProbeOutcome } from '../timeline/requests.ts';
import { measureTrial } from './measure-trial.ts';
import { at, KILL_MASTER, prepared, samples } from './testing.ts';

const sample = (dueMs: number, outcome: ProbeOutcome = 'ok', over: Partial<ProbeSample> = {}): ProbeSample => ({
	type: 'probe.sample',
	atMs: dueMs,
	probe: 'api',
	kind: 'tcp',
	seq: dueMs / 100,
	dueMs,
	sentMs: outcome === 'not-sent' ? null : dueMs,
	doneMs: dueMs + 3,
	outcome,
	tainted: false,
	...over,
});
const LETTERS: Record<string, ProbeOutcome> = { '.': 'ok', x: 'timeout', c: 'closed', t: 'tls', e: 'bad-exit', n: 'not-sent' };
/** One sample a letter, 100 ms apart from 0 on. */
const probe = (picture: string, over: Partial<ProbeSample> = {}) =>
	[...picture].map((letter, i) => sample(100 * i, LETTERS[letter], over));

/** A trial of 6 s whose fault comes at 1000 and is undone at 5000. */
const trialWith = (events: TimelineEvent[]) => [
	at.started(0),
	at.gained(0, 'docker1', 'snapshot'),
	at.fault(1000, ['docker1']),
	at.undone(5000, ['docker1']),
	at.ended(6000),
	...samples('.'.repeat(300), 20),
	...events,
];
const measured = (events: TimelineEvent[], name = 'api') => {
	const found = measureTrial(prepared(trialWith(events)), KILL_MASTER).probes[name];
	if (!found) throw new Error(`${name} was not measured`);
	return found;
};

describe('measureProbes', () => {
	it('has no probes where none asked', () => expect(measureTrial(prepared(trialWith([])), KILL_MASTER).probes).to.deep.equal({}));
	it('counts what was due between fault and undoing, by outcome', () => {
		// Due at 1000 to 4900: 40 requests, of which 5 fail and one is not sent.
		const picture = `${'.'.repeat(10)}..xxx${'.'.repeat(10)}te${'.'.repeat(10)}n${'.'.repeat(22)}`;
		expect(measured(probe(picture))).to.deep.include({
			kind: 'tcp',
			sent: 39,
			ok: 34,
			failed: 5,
			notSent: 1,
			failures: { 'bad-exit': 1, timeout: 3, tls: 1 },
			availability: 34 / 39,
			resolutionMs: 100,
			answeredBy: { '?': 1 },
			latencyMs: { p50: 3, p99: 3, max: 3 },
			cut: null,
		});
	});
	it('finds outages by the arithmetic of the load: from the last good request to the first good one after', () => {
		// Bad from 1200 to 1400, then all of 2500 to 3900; a single one at 4500 is degraded service.
		const picture = `${'.'.repeat(12)}xxx${'.'.repeat(10)}${'x'.repeat(15)}${'.'.repeat(5)}x${'.'.repeat(14)}`;
		const { outage, outages, degradedMs, lostMs } = measured(probe(picture));
		expect(outage).to.deep.equal({ count: 2, longestMs: 1600, totalMs: 2000 });
		expect(outages).to.deep.equal([
			{ lastGoodMs: 1100, firstGoodMs: 1500, durationMs: 400, failed: 3 },
			{ lastGoodMs: 2400, firstGoodMs: 4000, durationMs: 1600, failed: 15 },
		]);
		expect([degradedMs, lostMs]).to.deep.equal([100, 2100]);
	});
	it('says nothing of outages where nothing was sent', () => {
		const found = measured(probe('n'.repeat(60)));
		expect(found).to.deep.include({ availability: null, lostMs: null, outage: { count: 0, longestMs: null, totalMs: null } });
		expect(found.trust).to.deep.equal({
			trusted: false,
			reasons: ['no request was sent', '50 of 50 probe requests were sent late or not at all'],
		});
	});
	it('says how often a kept connection was lost, and when first, counted from the fault', () => {
		const idle = probe('.'.repeat(60), { kind: 'idle', cut: false });
		idle[9] = sample(900, 'reset', { kind: 'idle', cut: true });
		idle[30] = sample(3000, 'reset', { kind: 'idle', cut: true, doneMs: 2960 });
		idle[31] = sample(3100, 'refused', { kind: 'idle', cut: false });
		idle[40] = sample(4000, 'closed', { kind: 'idle', cut: true });
		idle[55] = sample(5500, 'closed', { kind: 'idle', cut: true });
		expect(measured(idle)).to.deep.include({ cut: { times: 2, firstMs: 1960 }, latencyMs: null, failed: 3 });
		expect(measured(probe('.'.repeat(60), { kind: 'stream', cut: false })).cut).to.deep.equal({ times: 0, firstMs: null });
	});
	it('keeps probes apart', () => {
		const events = [...probe('.'.repeat(60)), ...probe(`${'.'.repeat(20)}${'x'.repeat(40)}`, { probe: 'other', kind: 'udp' })];
		expect(measured(events).failed).to.equal(0);
		expect(measured(events, 'other')).to.deep.include({ kind: 'udp', failed: 30 });
	});
	it('has a trust of its own: what failed before the fault, and what the observer sent late', () => {
		expect(measured(probe(`xx${'.'.repeat(58)}`)).trust.reasons).to.deep.equal(['2 of 10 requests failed before the fault']);
		const late = probe('.'.repeat(60)).map((one, i) => ({ ...one, tainted: i >= 20 && i < 24 }));
		// From a second before the fault to its undoing: 50 requests.
		expect(measured(late).trust).to.deep.equal({
			trusted: false,
			reasons: ['4 of 50 probe requests were sent late or not at all'],
		});
		const trial = measureTrial(prepared(trialWith(late)), KILL_MASTER);
		expect(trial.trust.trusted).to.equal(true);
	});
	it('counts from the beginning of the observation where there is no fault', () => {
		const idle = probe('.'.repeat(60), { kind: 'idle', cut: false });
		idle[30] = sample(3000, 'reset', { kind: 'idle', cut: true });
		const events = [at.started(0), at.mark(500, 'observe'), at.mark(5000, 'heal'), at.ended(6000), ...idle];
		const { probes } = measureTrial(prepared(events), { ...KILL_MASTER, faults: [] });
		expect(probes.api?.cut).to.deep.equal({ times: 1, firstMs: 2503 });
		expect(probes.api?.trust.trusted).to.equal(true);
	});
});
