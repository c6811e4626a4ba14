import type { HttpMeasurements, OutageWindow } from '../metrics/measurements.ts';
import type { Client, HttpOutcome, HttpSample, TimelineEvent } from '../timeline/event.ts';
import { latencyFromDue } from './http-latency.ts';
import { findOutages } from './http-outages.ts';
import { roundMs } from './round.ts';
import type { Span } from './spans.ts';

/** The samples of one client's stream, by due time. */
export function samplesOf(
	events: readonly TimelineEvent[],
	stream: HttpSample['stream'],
	client: Client = 'segment',
): HttpSample[] {
	return events
		.filter((e): e is HttpSample => e.type === 'http.sample' && e.stream === stream && (e.client ?? 'segment') === client)
		.sort((a, b) => a.dueMs - b.dueMs || a.seq - b.seq);
}

/**
 * Measures one stream over the requests due in `window`. `samples` are the stream's of the whole trial by due time (`samplesOf`). What
 * was not sent counts as neither good nor failed. Tainted requests count, but not for latency. A null window measures nothing.
 */
export function measureHttp(samples: readonly HttpSample[], window: Span | null): HttpMeasurements {
	const span = window ?? { fromMs: 0, toMs: 0 };
	const due = samples.filter((s) => s.dueMs >= span.fromMs && s.dueMs < span.toMs);
	const sent = due.filter(isSent);
	const good = sent.filter((s) => s.outcome === 'ok');
	const failed = sent.filter((s) => s.outcome !== 'ok');
	const { outages, tailMs, degradedMs, lostMs, ...counts } = findOutages(samples.filter(isSent), span);
	const nothing = sent.length === 0;
	return {
		sent: sent.length,
		ok: good.length,
		failed: failed.length,
		notSent: due.length - sent.length,
		failures: Object.fromEntries(countBy(failed, (s) => s.outcome)) as Partial<Record<HttpOutcome, number>>,
		availability: nothing ? null : good.length / sent.length,
		availabilityByTime: nothing ? null : 1 - shareOut(outages, span),
		windowMs: roundMs(span.toMs - span.fromMs),
		resolutionMs: medianGap(due),
		outageMs: nothing ? null : outages.reduce((longest, o) => Math.max(longest, o.durationMs), 0),
		outages,
		...counts,
		tailMs: nothing ? null : tailMs,
		degradedMs: nothing ? null : degradedMs,
		degradedLossShare: counts.degradedSent === 0 ? null : counts.degradedFailed / counts.degradedSent,
		lostMs: nothing ? null : lostMs,
		answeredBy: Object.fromEntries([...countBy(good, (s) => s.node ?? '?')].map(([node, n]) => [node, n / good.length])),
		latencyMs: latencyFromDue(good),
	};
}

const isSent = (s: HttpSample) => s.outcome !== 'not-sent';

function countBy<K extends string>(samples: readonly HttpSample[], key: (s: HttpSample) => K): Map<K, number> {
	const counts = new Map<K, number>();
	for (const sample of samples) counts.set(key(sample), (counts.get(key(sample)) ?? 0) + 1);
	return new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The share of the window that main outages take; their parts before the window do not count. */
function shareOut(outages: readonly OutageWindow[], window: Span): number {
	const inside = (o: OutageWindow) =>
		Math.min(o.firstGoodMs ?? window.toMs, window.toMs) - Math.max(o.lastGoodMs ?? window.fromMs, window.fromMs);
	const outMs = outages.reduce((sum, o) => sum + inside(o), 0);
	return Math.min(1, outMs / (window.toMs - window.fromMs));
}

function medianGap(due: readonly HttpSample[]): number | null {
	const gaps = due.slice(1).map((s, i) => s.dueMs - (due[i]?.dueMs ?? s.dueMs));
	const middle = gaps.sort((a, b) => a - b)[Math.floor(gaps.length / 2)];
	return middle === undefined ? null : roundMs(middle);
}
