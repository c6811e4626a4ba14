import type { OutageWindow } from '../metrics/measurements.ts';
import type { Samples } from '../timeline/samples.ts';
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
 * Divides the failures of `window` into outages and degraded service. `stream` has one client's *sent* requests of the whole trial:
 * those before the window tell the last good one, those after it serve the look-ahead.
 * - In an outage nobody is served. It lasts from the last good request before to the first good one after that is not the only good one
 *   in its look-ahead. The first failure of the window begins one, and so does a later one with nothing good in its look-ahead. The trial's very last sample proves
 *   nothing, so it never ends an outage.
 * - Every other failure is degraded service. Failures within one look-ahead of each other are one stretch, which lasts from the first of
 *   them to the next good request after the last.
 */
export function findOutages(stream: Samples, window: Span): Outages {
	const outages: OutageWindow[] = [];
	const scattered: number[] = [];
	const { from, to } = stream.rowsDue(window);
	for (let row = from; row < to; row += 1) {
		if (stream.isGood(row)) continue;
		if (outages.length > 0 && !isTotal(stream, row)) {
			scattered.push(row);
			continue;
		}
		const recovered = findRecovery(stream, row, to);
		outages.push(outageAround(stream, row, recovered, window));
		if (recovered === null) break;
		row = recovered;
	}
	const degraded = stretches(stream, scattered, window);
	const sum = (of: (stretch: Stretch) => number) => degraded.reduce((total, stretch) => total + of(stretch), 0);
	const outMs = outages.reduce((total, { durationMs }) => total + durationMs, 0);
	return {
		outages,
		...measureTail(stream, outages, scattered),
		degradedMs: roundMs(sum(({ durationMs }) => durationMs)),
		degradedFailed: sum(({ failed }) => failed),
		degradedSent: sum(({ sent }) => sent),
		lostMs: roundMs(outMs + sum(({ durationMs, failed, sent }) => (durationMs * failed) / sent)),
	};
}

/** The end, exclusive, of what one looks at from a row on: 500 ms and ten requests, or what there is. */
function aheadOf(stream: Samples, start: number): number {
	const { length, dueMs } = stream;
	const untilMs = (start < length ? (dueMs[start] as number) : 0) + AHEAD_MS;
	let end = Math.min(length, start + AHEAD_REQUESTS);
	while (end < length && (dueMs[end] as number) <= untilMs) end++;
	return end;
}

function isAnyGood(stream: Samples, from: number, to: number): boolean {
	for (let row = from; row < to; row++) if (stream.isGood(row)) return true;
	return false;
}

/** Whether nobody is served from this failure on; fewer than ten requests do not tell. */
function isTotal(stream: Samples, failed: number): boolean {
	const end = aheadOf(stream, failed);
	return end - failed >= AHEAD_REQUESTS && !isAnyGood(stream, failed, end);
}

/** The first good row after a failure, before the row `to`, that does not stay alone; null where there is none. */
function findRecovery(stream: Samples, failed: number, to: number): number | null {
	for (let row = failed + 1; row < to; row++) {
		// The ten that are looked at begin after the good one itself.
		if (stream.isGood(row) && isAnyGood(stream, row + 1, aheadOf(stream, row + 1))) return row;
	}
	return null;
}

function outageAround(stream: Samples, failed: number, recovered: number | null, window: Span): OutageWindow {
	let lastGood = failed - 1;
	while (lastGood >= 0 && !stream.isGood(lastGood)) lastGood--;
	const lastGoodMs = stream.dueMs[lastGood] ?? null;
	const firstGoodMs = recovered === null ? null : (stream.dueMs[recovered] ?? null);
	return {
		lastGoodMs,
		firstGoodMs,
		durationMs: roundMs((firstGoodMs ?? window.toMs) - (lastGoodMs ?? window.fromMs)),
		failed: countFailed(stream, lastGood + 1, recovered ?? stream.firstDueFrom(window.toMs)),
	};
}

function countFailed(stream: Samples, from: number, to: number): number {
	let failed = 0;
	for (let row = from; row < to; row++) if (!stream.isGood(row)) failed++;
	return failed;
}

interface Stretch {
	durationMs: number;
	failed: number;
	sent: number;
}

/** The stretches of degraded service around failures, given by their rows. */
function stretches(stream: Samples, failures: readonly number[], window: Span): Stretch[] {
	const found: Stretch[] = [];
	const windowEnd = stream.firstDueFrom(window.toMs);
	const dueMs = (row: number) => (row < stream.length ? (stream.dueMs[row] as number) : window.toMs);
	for (let i = 0; i < failures.length; ) {
		const first = failures[i] as number;
		let last = first;
		let failed = 1;
		// A next one that an outage lies before is not in the look-ahead: nothing good is in an outage's.
		while (++i < failures.length && (failures[i] as number) < aheadOf(stream, last)) {
			last = failures[i] as number;
			failed++;
		}
		let end = last + 1;
		while (end < windowEnd && !stream.isGood(end)) end++;
		found.push({ durationMs: Math.min(dueMs(end), window.toMs) - dueMs(first), failed, sent: end - first });
	}
	return found;
}

function measureTail(stream: Samples, outages: readonly OutageWindow[], scattered: readonly number[]) {
	const [first, ...later] = outages;
	const fromMs = first?.firstGoodMs;
	if (first && (fromMs === null || fromMs === undefined)) return { tailMs: null, tailFailed: 0, tailSent: 0 };
	const last = scattered.at(-1);
	if (fromMs === null || fromMs === undefined || last === undefined) return { tailMs: 0, tailFailed: 0, tailSent: 0 };
	const toMs = stream.dueMs[last] as number;
	const isElsewhere = (ms: number) =>
		later.some((o) => ms > (o.lastGoodMs ?? fromMs) && ms < (o.firstGoodMs ?? Number.POSITIVE_INFINITY));
	let tailSent = 0;
	for (let row = stream.firstDueFrom(fromMs); row < stream.length; row++) {
		const dueMs = stream.dueMs[row] as number;
		if (dueMs > toMs) break;
		if (!isElsewhere(dueMs)) tailSent++;
	}
	return { tailMs: roundMs(toMs - fromMs), tailFailed: scattered.length, tailSent };
}
