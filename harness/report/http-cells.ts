import type { Span } from '../measure/spans.ts';
import type { HttpOutcome, HttpSample } from '../timeline/event.ts';

/** A stretch of time in which the requests came out alike. */
export interface HttpCell extends Span {
	/** Requests due in it, by outcome. */
	counts: Partial<Record<HttpOutcome, number>>;
	/** Share that was good among those sent, 0–1; null where none was sent. */
	goodShare: number | null;
	/** The most frequent outcome among those that are not ok; null where all were. */
	worst: HttpOutcome | null;
}

/**
 * Thins samples for drawing: cells of `(toMs − fromMs) / cells` milliseconds, or of the time between two requests where that is longer;
 * neighbours merged where good share and worst outcome are the same. So there are at most `cells` of them, however many the samples,
 * and one failure among thousands still has its cell. `samples` by due time.
 */
export function httpCells(samples: readonly HttpSample[], window: Span, cells: number): HttpCell[] {
	const widthMs = Math.max((window.toMs - window.fromMs) / cells, usualGapMs(samples));
	const buckets = new Map<number, HttpSample[]>();
	for (const sample of samples) {
		if (sample.dueMs < window.fromMs || sample.dueMs >= window.toMs) continue;
		const index = Math.floor((sample.dueMs - window.fromMs) / widthMs);
		const bucket = buckets.get(index);
		if (bucket) bucket.push(sample);
		else buckets.set(index, [sample]);
	}
	const merged: HttpCell[] = [];
	for (const [index, bucket] of [...buckets].sort(([a], [b]) => a - b)) {
		const cell = cellOf(bucket, { fromMs: window.fromMs + index * widthMs, toMs: window.fromMs + (index + 1) * widthMs });
		const last = merged.at(-1);
		// One empty cell comes of a jittering due time; more are a gap in the load.
		if (last && isAlike(last, cell) && cell.fromMs - last.toMs < widthMs * 1.5) join(last, cell);
		else merged.push(cell);
	}
	return merged;
}

/** The median time between two requests, milliseconds; 0 with fewer than two. */
function usualGapMs(samples: readonly HttpSample[]): number {
	const gaps = samples.slice(1).map((s, i) => s.dueMs - (samples[i]?.dueMs ?? s.dueMs));
	return gaps.sort((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0;
}

function cellOf(samples: readonly HttpSample[], span: Span): HttpCell {
	const counts: Partial<Record<HttpOutcome, number>> = {};
	for (const { outcome } of samples) counts[outcome] = (counts[outcome] ?? 0) + 1;
	const sent = samples.length - (counts['not-sent'] ?? 0);
	const failures = (Object.entries(counts) as [HttpOutcome, number][]).filter(([outcome]) => outcome !== 'ok');
	const worst = failures.sort(([, a], [, b]) => b - a)[0]?.[0] ?? null;
	return { ...span, counts, goodShare: sent === 0 ? null : (counts.ok ?? 0) / sent, worst };
}

function isAlike(a: HttpCell, b: HttpCell): boolean {
	return a.goodShare === b.goodShare && a.worst === b.worst;
}

function join(into: HttpCell, next: HttpCell): void {
	into.toMs = next.toMs;
	for (const [outcome, n] of Object.entries(next.counts) as [HttpOutcome, number][])
		into.counts[outcome] = (into.counts[outcome] ?? 0) + n;
}
