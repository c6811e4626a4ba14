import type { ProbeMeasurements } from '../metrics/measurements.ts';
import type { ProbeStream } from '../timeline/probe-stream.ts';
import type { ProbeKind } from '../timeline/requests.ts';
import { countRequests, medianGap, sharesOf } from './http.ts';
import { latencyFromDue } from './http-latency.ts';
import { findOutages } from './http-outages.ts';
import { roundMs } from './round.ts';
import type { Span, TrialSpans } from './spans.ts';
import { judgeProbe } from './trust.ts';

const NO_TIME: Span = { fromMs: 0, toMs: 0 };

/** Kinds that keep a connection: what counts is whether it was lost. The answer of a `stream` comes when it comes, so it has no latency. */
const KEEPS: Readonly<Record<ProbeKind, boolean>> = {
	http: false,
	https: false,
	tcp: false,
	udp: false,
	idle: true,
	stream: true,
	command: false,
};

/** Measures every probe of a trial over the requests due while it was observed, by the arithmetic of the HTTP load. What was not sent counts as neither good nor failed. */
export function measureProbes(probes: readonly ProbeStream[], spans: TrialSpans): Record<string, ProbeMeasurements> {
	return Object.fromEntries(probes.map((stream) => [stream.probe, measureProbe(stream, spans)]));
}

function measureProbe(stream: ProbeStream, { observed, fault, undone }: TrialSpans): ProbeMeasurements {
	const span = observed ?? NO_TIME;
	const due = stream.rowsDue(span);
	const { sent, ok, failures, answers } = countRequests(stream, [due]);
	const { outages, degradedMs, lostMs } = findOutages(stream.sentOnly(), span);
	const nothing = sent === 0;
	const sum = outages.reduce((total, { durationMs }) => total + durationMs, 0);
	const untilUndone = stream.firstDueFrom(undone?.askedMs ?? Number.POSITIVE_INFINITY);
	return {
		kind: stream.kind,
		sent,
		ok,
		failed: sent - ok,
		notSent: due.to - due.from - sent,
		failures,
		availability: nothing ? null : ok / sent,
		resolutionMs: medianGap(stream, due),
		outage: {
			count: outages.length,
			longestMs: nothing ? null : outages.reduce((longest, o) => Math.max(longest, o.durationMs), 0),
			totalMs: nothing ? null : roundMs(sum),
		},
		outages,
		degradedMs: nothing ? null : degradedMs,
		lostMs: nothing ? null : lostMs,
		answeredBy: sharesOf(answers, ok),
		latencyMs: KEEPS[stream.kind] ? null : latencyFromDue(stream, due),
		cut: KEEPS[stream.kind] ? cutsOf(stream, due, fault?.atMs ?? span.fromMs) : null,
		trust: judgeProbe({
			requests: { stream, rows: { from: 0, to: untilUndone } },
			outages,
			criticalFromMs: fault?.askedMs ?? span.fromMs,
			steadyUntilMs: fault?.askedMs ?? null,
		}),
	};
}

function cutsOf(stream: ProbeStream, { from, to }: { from: number; to: number }, sinceMs: number): ProbeMeasurements['cut'] {
	let times = 0;
	let firstMs: number | null = null;
	for (let row = from; row < to; row += 1) {
		if (!stream.isCut(row)) continue;
		times += 1;
		firstMs ??= roundMs((stream.doneMs[row] as number) - sinceMs);
	}
	return { times, firstMs };
}
