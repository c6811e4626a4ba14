import type { HttpSample, ProbeSample, TimelineEvent } from '../../timeline/event.ts';
import type { Client, ProbeOutcome } from '../../timeline/requests.ts';

/** A good answer's stretch: requests due in one cell of time that were answered well. */
interface GoodCell {
	fromMs: number;
	toMs: number;
	/** How many, by `ThinHttp.nodes`. */
	counts: number[];
	/** Median and longest time from due to done. */
	p50Ms: number;
	maxMs: number;
}

/** A request that was not answered well. */
interface Failure {
	dueMs: number;
	outcome: Exclude<ProbeOutcome, 'ok'>;
	/** From due to done. */
	waitedMs: number;
}

/** One stream of requests for drawing: good answers gathered into cells, every failure by itself. */
export interface ThinHttp {
	stream: HttpSample['stream'];
	client: Client;
	/** Whose requests they are where it is a probe's; null for the load's. */
	probe: string | null;
	/** Time between two requests (the median), milliseconds. */
	gapMs: number;
	cellMs: number;
	/** Who answered; `?` where the answers do not say. */
	nodes: string[];
	cells: GoodCell[];
	failures: Failure[];
}

/** Failures one after the other that came out alike, after about the same time. */
export interface FailureRun {
	outcome: Failure['outcome'];
	/** When the first was due, and one request after the last. */
	fromMs: number;
	toMs: number;
	count: number;
	shortestMs: number;
	longestMs: number;
}

/** Gathers a stream's failures for drawing, so that a long outage is one mark; waits of a run differ by a tenth and 5 ms at most. */
export function failureRuns({ failures, gapMs }: Pick<ThinHttp, 'failures' | 'gapMs'>): FailureRun[] {
	const runs: FailureRun[] = [];
	for (const { dueMs, outcome, waitedMs } of failures) {
		const last = runs.at(-1);
		const shortestMs = Math.min(last?.shortestMs ?? waitedMs, waitedMs);
		const longestMs = Math.max(last?.longestMs ?? waitedMs, waitedMs);
		const isNext = last?.outcome === outcome && dueMs <= last.toMs + gapMs / 2 && longestMs <= shortestMs * 1.1 + 5;
		if (last && isNext) Object.assign(last, { toMs: dueMs + gapMs, count: last.count + 1, shortestMs, longestMs });
		else runs.push({ outcome, fromMs: dueMs, toMs: dueMs + gapMs, count: 1, shortestMs: waitedMs, longestMs: waitedMs });
	}
	return runs;
}

type Whose = Pick<ThinHttp, 'stream' | 'client' | 'probe'>;

const STREAMS: readonly Whose[] = [
	{ stream: 'fresh', client: 'segment', probe: null },
	{ stream: 'keepalive', client: 'segment', probe: null },
	{ stream: 'fresh', client: 'routed', probe: null },
];

/** The streams that a timeline has and then its probes, thinned: good answers in cells of `cellMs`, or of the time between two requests where that is longer. */
export function thinHttp(events: readonly TimelineEvent[], cellMs: number): ThinHttp[] {
	const samples = events.filter((e): e is HttpSample => e.type === 'http.sample');
	const asked = events.filter((e): e is ProbeSample => e.type === 'probe.sample');
	const probes = [...new Set(asked.map(({ probe }) => probe))].map((probe) => {
		const which: Whose = { stream: 'fresh', client: 'segment', probe };
		return {
			...which,
			...thinStream(
				asked.filter((s) => s.probe === probe),
				cellMs,
			),
		};
	});
	const streams = STREAMS.flatMap((which) => {
		const own = samples.filter((s) => s.stream === which.stream && (s.client ?? 'segment') === which.client);
		return own.length === 0 ? [] : [{ ...which, ...thinStream(own, cellMs) }];
	});
	return [...streams, ...probes];
}

type Sample = Pick<HttpSample | ProbeSample, 'seq' | 'dueMs' | 'doneMs' | 'outcome'> & { node?: string | null };

function thinStream(samples: readonly Sample[], wantedMs: number): Omit<ThinHttp, keyof Whose> {
	const sorted = [...samples].sort((a, b) => a.dueMs - b.dueMs || a.seq - b.seq);
	const gapMs = tenths(medianOf(sorted.slice(1).map((s, i) => s.dueMs - (sorted[i]?.dueMs ?? s.dueMs))));
	const cellMs = Math.max(wantedMs, gapMs, 1);
	const good = sorted.filter(({ outcome }) => outcome === 'ok');
	const nodes = [...new Set(good.map(nodeOf))].sort((a, b) => (a < b ? -1 : 1));
	const byCell = new Map<number, Sample[]>();
	for (const sample of good) {
		const index = Math.floor(sample.dueMs / cellMs);
		byCell.set(index, [...(byCell.get(index) ?? []), sample]);
	}
	const cells = [...byCell].map(([index, inside]): GoodCell => {
		const waits = inside.map(waitOf).sort((a, b) => a - b);
		return {
			fromMs: tenths(index * cellMs),
			toMs: tenths((index + 1) * cellMs),
			counts: nodes.map((node) => inside.filter((s) => nodeOf(s) === node).length),
			p50Ms: tenths(medianOf(waits)),
			maxMs: tenths(waits.at(-1) ?? 0),
		};
	});
	const failures = sorted.flatMap(({ outcome, ...s }): Failure[] =>
		outcome === 'ok' ? [] : [{ dueMs: tenths(s.dueMs), outcome, waitedMs: Math.round(waitOf(s)) }],
	);
	return { gapMs, cellMs, nodes, cells, failures };
}

const nodeOf = ({ node }: Pick<Sample, 'node'>) => node ?? '?';
const waitOf = ({ dueMs, doneMs }: Pick<Sample, 'dueMs' | 'doneMs'>) => Math.max(0, doneMs - dueMs);
const tenths = (ms: number) => Math.round(ms * 10) / 10;

function medianOf(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** A stream as columns of small whole numbers, which compress well: differences, and tenths of milliseconds. */
export type PackedHttp = [
	head: [stream: ThinHttp['stream'], client: Client, gapMs: number, cellMs: number, nodes: string[], probe: string | null],
	cells: number[],
	counts: number[][],
	latencies: [p50: number[], max: number[]],
	failures: [due: number[], outcomes: number[], waits: number[]],
];

const OUTCOMES: readonly Failure['outcome'][] = [
	'refused',
	'unreachable',
	'reset',
	'timeout',
	'bad-status',
	'bad-body',
	'not-sent',
	'closed',
	'tls',
	'bad-exit',
];

/** Packs a stream; nothing of it is lost. */
export function packHttp({ stream, client, probe, gapMs, cellMs, nodes, cells, failures }: ThinHttp): PackedHttp {
	return [
		[stream, client, gapMs, cellMs, nodes, probe],
		differences(cells.map(({ fromMs }) => Math.round(fromMs / cellMs))),
		nodes.map((_, i) => cells.map(({ counts }) => counts[i] ?? 0)),
		[cells.map(({ p50Ms }) => Math.round(p50Ms * 10)), cells.map(({ maxMs }) => Math.round(maxMs * 10))],
		[
			differences(failures.map(({ dueMs }) => Math.round(dueMs * 10))),
			failures.map(({ outcome }) => OUTCOMES.indexOf(outcome)),
			failures.map(({ waitedMs }) => waitedMs),
		],
	];
}

/** Undoes `packHttp`. */
export function unpackHttp([head, indexes, counts, [p50, max], [due, outcomes, waits]]: PackedHttp): ThinHttp {
	const [stream, client, gapMs, cellMs, nodes, probe] = head;
	const cells = sums(indexes).map(
		(index, i): GoodCell => ({
			fromMs: tenths(index * cellMs),
			toMs: tenths((index + 1) * cellMs),
			counts: counts.map((column) => column[i] ?? 0),
			p50Ms: (p50[i] ?? 0) / 10,
			maxMs: (max[i] ?? 0) / 10,
		}),
	);
	const failures = sums(due).map(
		(at, i): Failure => ({
			dueMs: at / 10,
			outcome: OUTCOMES[outcomes[i] ?? 0] ?? 'timeout',
			waitedMs: waits[i] ?? 0,
		}),
	);
	return { stream, client, probe, gapMs, cellMs, nodes, cells, failures };
}

const differences = (values: readonly number[]) => values.map((value, i) => value - (values[i - 1] ?? 0));

function sums(values: readonly number[]): number[] {
	let sum = 0;
	return values.map((value) => {
		sum += value;
		return sum;
	});
}
