import type { HttpMeasurements, OutageWindow } from '../metrics/measurements.ts';
import type { HttpOutcome, ProbeOutcome } from '../timeline/requests.ts';
import type { SampleStream } from '../timeline/sample-stream.ts';
import { OUTCOMES, type Rows, type Samples } from '../timeline/samples.ts';
import { latencyFromDue } from './http-latency.ts';
import { findOutages } from './http-outages.ts';
import { roundMs } from './round.ts';
import type { Span } from './spans.ts';

const NO_TIME: Span = { fromMs: 0, toMs: 0 };

/**
 * Measures one client's stream of a whole trial over the requests due in `window`. What was not sent counts as neither good nor failed.
 * Tainted requests count, but not for latency. A null window measures nothing.
 */
export function measureHttp(stream: SampleStream, window: Span | null): HttpMeasurements {
	const span = window ?? NO_TIME;
	const due = stream.rowsDue(span);
	const { sent, ok, failures, answers } = countRequests(stream, [due]);
	const { outages, tailMs, degradedMs, lostMs, ...counts } = findOutages(stream.sentOnly(), span);
	const nothing = sent === 0;
	return {
		sent,
		ok,
		failed: sent - ok,
		notSent: due.to - due.from - sent,
		failures: failures as Partial<Record<HttpOutcome, number>>,
		availability: nothing ? null : ok / sent,
		availabilityByTime: nothing ? null : 1 - shareOut(outages, span),
		windowMs: roundMs(span.toMs - span.fromMs),
		resolutionMs: medianGap(stream, due),
		outageMs: nothing ? null : outages.reduce((longest, o) => Math.max(longest, o.durationMs), 0),
		outages,
		...counts,
		tailMs: nothing ? null : tailMs,
		degradedMs: nothing ? null : degradedMs,
		degradedLossShare: counts.degradedSent === 0 ? null : counts.degradedFailed / counts.degradedSent,
		lostMs: nothing ? null : lostMs,
		answeredBy: sharesOf(answers, ok),
		latencyMs: latencyFromDue(stream, due),
	};
}

/** What became of the requests of some stretches that do not overlap. */
export interface RequestCounts {
	sent: number;
	ok: number;
	failures: Partial<Record<ProbeOutcome, number>>;
	/** Good answers by the node that gave them, in the order of names; `?` where the answer does not say. */
	answers: [node: string, count: number][];
}

/** Counts a stream's requests in one walk. */
export function countRequests(stream: Samples, stretches: readonly Rows[]): RequestCounts {
	const byOutcome = new Array<number>(OUTCOMES.length).fill(0);
	const answers: [node: string, count: number][] = [];
	for (const { from, to } of stretches) {
		for (let row = from; row < to; row += 1) {
			(byOutcome[stream.outcome[row] as number] as number) += 1;
			if (stream.isGood(row)) countAnswer(answers, stream.node[row] ?? '?');
		}
	}
	const counted = OUTCOMES.map((outcome, code) => [outcome, byOutcome[code] as number] as const);
	const of = (wanted: ProbeOutcome) => byOutcome[OUTCOMES.indexOf(wanted)] as number;
	const failed = counted.filter(([outcome, count]) => count > 0 && outcome !== 'ok' && outcome !== 'not-sent');
	return {
		sent: byOutcome.reduce((sum, count) => sum + count, 0) - of('not-sent'),
		ok: of('ok'),
		failures: Object.fromEntries(failed.sort(byName)),
		answers: answers.sort(byName),
	};
}

/** Few nodes answer: to look through them all is quicker than to hash a name. */
function countAnswer(answers: [node: string, count: number][], node: string): void {
	for (const answer of answers) {
		if (answer[0] !== node) continue;
		answer[1] += 1;
		return;
	}
	answers.push([node, 1]);
}

const byName = ([a]: readonly [string, number], [b]: readonly [string, number]) => (a < b ? -1 : 1);

/** The share of each node among all good answers, 0–1. */
export const sharesOf = (answers: RequestCounts['answers'], ok: number): Record<string, number> =>
	Object.fromEntries(answers.map(([node, count]) => [node, count / ok]));

/** The share of the window that main outages take; their parts before the window do not count. */
function shareOut(outages: readonly OutageWindow[], window: Span): number {
	const inside = (o: OutageWindow) =>
		Math.min(o.firstGoodMs ?? window.toMs, window.toMs) - Math.max(o.lastGoodMs ?? window.fromMs, window.fromMs);
	const outMs = outages.reduce((sum, o) => sum + inside(o), 0);
	return Math.min(1, outMs / (window.toMs - window.fromMs));
}

/** Milliseconds between two requests, the median; null with fewer than two. */
export function medianGap({ dueMs }: Samples, { from, to }: Rows): number | null {
	if (to - from < 2) return null;
	const gaps = new Float64Array(to - from - 1);
	let [least, greatest] = [Number.POSITIVE_INFINITY, 0];
	for (let i = 0; i < gaps.length; i += 1) {
		const gap = (dueMs[from + i + 1] as number) - (dueMs[from + i] as number);
		gaps[i] = gap;
		least = Math.min(least, gap);
		greatest = Math.max(greatest, gap);
	}
	// A steady load's gaps differ by less than a microsecond: nothing has to be sorted.
	if (roundMs(least) === roundMs(greatest)) return roundMs(least);
	return roundMs(gaps.sort()[Math.floor(gaps.length / 2)] as number);
}
