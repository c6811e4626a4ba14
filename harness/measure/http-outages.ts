import type { OutageWindow } from '../metrics/measurements.ts';
import type { HttpSample } from '../timeline/event.ts';
import { roundMs } from './round.ts';
import type { Span } from './spans.ts';

/**
 * How far one looks ahead to tell whether anybody is served: over the requests due in the next 500 ms, and over ten at least. A mesh that goes
 * round k back ends and serves with one of them alone is good once in k requests. So up to nine back ends there is always a good one
 * among ten, and no share of theirs is near the line between an outage and degraded service.
 */
const AHEAD_MS = 500;
const AHEAD_REQUESTS = 10;

/** What failed in a window: outages, and service that was degraded because only some requests failed. */
export interface Outages {
	outages: OutageWindow[];
	/** First recovery → last failure outside an outage, milliseconds; 0 where none, null where it never recovered. */
	tailMs: number | null;
	tailFailed: number;
	tailSent: number;
	/** Time in all in which some requests failed and others did not, milliseconds. */
	degradedMs: number;
	/** Requests that failed in it, and all that were sent in it. */
	degradedFailed: number;
	degradedSent: number;
	/** What customers lost, milliseconds: the outages, and of each stretch of degraded service the share that failed. */
	lostMs: number;
}

/**
 * Divides the failures of `window` into outages and degraded service. `samples` are one stream's *sent* ones of the whole trial by due time:
 * those before the window tell the last good one, those after it serve the look-ahead.
 * - In an outage nobody is served. It lasts from the last good request before to the first good one after that is not the only good one
 *   in its look-ahead. The first failure of the window begins one, and so does a later one with nothing good in its look-ahead. The trial's very last sample proves
 *   nothing, so it never ends an outage.
 * - Every other failure is degraded service. Failures within one look-ahead of each other are one stretch, which lasts from the first of
 *   them to the next good request after the last.
 */
export function findOutages(samples: readonly HttpSample[], window: Span): Outages {
	const outages: OutageWindow[] = [];
	const scattered: number[] = [];
	for (let i = firstDueFrom(samples, window.fromMs); i < samples.length; i++) {
		const sample = samples[i];
		if (!sample || sample.dueMs >= window.toMs) break;
		if (sample.outcome === 'ok') continue;
		if (outages.length > 0 && !isTotal(samples, i)) {
			scattered.push(i);
			continue;
		}
		const recovered = findRecovery(samples, i, window.toMs);
		outages.push(outageAround(samples, i, recovered, window));
		if (recovered === null) break;
		i = recovered;
	}
	const degraded = stretches(samples, scattered, window);
	const sum = (of: (stretch: Stretch) => number) => degraded.reduce((total, stretch) => total + of(stretch), 0);
	const outMs = outages.reduce((total, { durationMs }) => total + durationMs, 0);
	return {
		outages,
		...measureTail(samples, outages, scattered),
		degradedMs: roundMs(sum(({ durationMs }) => durationMs)),
		degradedFailed: sum(({ failed }) => failed),
		degradedSent: sum(({ sent }) => sent),
		lostMs: roundMs(outMs + sum(({ durationMs, failed, sent }) => (durationMs * failed) / sent)),
	};
}

function firstDueFrom(samples: readonly HttpSample[], fromMs: number): number {
	const index = samples.findIndex((s) => s.dueMs >= fromMs);
	return index < 0 ? samples.length : index;
}

/** The end, exclusive, of what one looks at from a sample on: 500 ms and ten requests, or what there is. */
function aheadOf(samples: readonly HttpSample[], start: number): number {
	const untilMs = (samples[start]?.dueMs ?? 0) + AHEAD_MS;
	let end = Math.min(samples.length, start + AHEAD_REQUESTS);
	while (end < samples.length && (samples[end]?.dueMs ?? Number.POSITIVE_INFINITY) <= untilMs) end++;
	return end;
}

function isAnyGood(samples: readonly HttpSample[], from: number, to: number): boolean {
	for (let i = from; i < to; i++) if (samples[i]?.outcome === 'ok') return true;
	return false;
}

/** Whether nobody is served from this failure on; fewer than ten requests do not tell. */
function isTotal(samples: readonly HttpSample[], failed: number): boolean {
	const end = aheadOf(samples, failed);
	return end - failed >= AHEAD_REQUESTS && !isAnyGood(samples, failed, end);
}

function findRecovery(samples: readonly HttpSample[], failed: number, beforeMs: number): number | null {
	for (let i = failed + 1; i < samples.length; i++) {
		const sample = samples[i];
		if (!sample || sample.dueMs >= beforeMs) return null;
		// The ten that are looked at begin after the good one itself.
		if (sample.outcome === 'ok' && isAnyGood(samples, i + 1, aheadOf(samples, i + 1))) return i;
	}
	return null;
}

function outageAround(samples: readonly HttpSample[], failed: number, recovered: number | null, window: Span): OutageWindow {
	const lastGood = samples.slice(0, failed).findLastIndex((s) => s.outcome === 'ok');
	const lastGoodMs = samples[lastGood]?.dueMs ?? null;
	const firstGoodMs = recovered === null ? null : (samples[recovered]?.dueMs ?? null);
	const within = samples.slice(lastGood + 1, recovered ?? firstDueFrom(samples, window.toMs));
	return {
		lastGoodMs,
		firstGoodMs,
		durationMs: roundMs((firstGoodMs ?? window.toMs) - (lastGoodMs ?? window.fromMs)),
		failed: within.filter((s) => s.outcome !== 'ok').length,
	};
}

const isDueBefore = (sample: HttpSample | undefined, ms: number) => sample !== undefined && sample.dueMs < ms;

interface Stretch {
	durationMs: number;
	failed: number;
	sent: number;
}

/** The stretches of degraded service around failures, given by their places in the stream. */
function stretches(samples: readonly HttpSample[], failures: readonly number[], window: Span): Stretch[] {
	const found: Stretch[] = [];
	for (let i = 0; i < failures.length; ) {
		const first = failures[i] as number;
		let last = first;
		let failed = 1;
		// A next one that an outage lies before is not in the look-ahead: nothing good is in an outage's.
		while (++i < failures.length && (failures[i] as number) < aheadOf(samples, last)) {
			last = failures[i] as number;
			failed++;
		}
		let end = last + 1;
		while (isDueBefore(samples[end], window.toMs) && samples[end]?.outcome !== 'ok') end++;
		const toMs = Math.min(samples[end]?.dueMs ?? window.toMs, window.toMs);
		found.push({ durationMs: toMs - (samples[first]?.dueMs ?? toMs), failed, sent: end - first });
	}
	return found;
}

function measureTail(samples: readonly HttpSample[], outages: readonly OutageWindow[], scattered: readonly number[]) {
	const [first, ...later] = outages;
	const fromMs = first?.firstGoodMs;
	if (first && (fromMs === null || fromMs === undefined)) return { tailMs: null, tailFailed: 0, tailSent: 0 };
	const toMs = samples[scattered.at(-1) ?? -1]?.dueMs;
	if (fromMs === null || fromMs === undefined || toMs === undefined) return { tailMs: 0, tailFailed: 0, tailSent: 0 };
	const isElsewhere = (s: HttpSample) =>
		later.some((o) => s.dueMs > (o.lastGoodMs ?? fromMs) && s.dueMs < (o.firstGoodMs ?? Number.POSITIVE_INFINITY));
	const sent = samples.filter((s) => s.dueMs >= fromMs && s.dueMs <= toMs && !isElsewhere(s));
	return { tailMs: roundMs(toMs - fromMs), tailFailed: scattered.length, tailSent: sent.length };
}
