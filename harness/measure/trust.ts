import { formatMs } from '../base/units.ts';
import type { OutageWindow, TrialMeasurements } from '../metrics/measurements.ts';
import type { ObserverHealth, TimelineEvent } from '../timeline/event.ts';
import type { Rows, Samples } from '../timeline/samples.ts';
import type { Span } from './spans.ts';

/** Above this share of tainted or unsent requests the load was not the load that was asked for, 0–1. */
const MAX_BAD_SAMPLE_SHARE = 0.05;
/**
 * A stall at an outage's edge shifts that edge by up to its own length, and could hide an outage as short. Up to this the figure is given
 * with that uncertainty (`edgeStallMs`); a kernel with one processor is busy that long with a whole machine's sudden death.
 */
const MAX_STALL_MS = 250;
/** The load is judged from so long before the fault: earlier requests set no figure, and a prober that has just started is slow. */
const LEAD_IN_MS = 1000;
/** Above this share of failures before the fault there was no steady state to disturb, 0–1. */
const MAX_STEADY_FAILED_SHARE = 0.01;

/** Some of a stream's requests. */
export interface Requests {
	stream: Samples;
	rows: Rows;
}

/** What trust is judged by. */
export interface TrustInput {
	/** Everything but the requests, in time order. */
	events: readonly TimelineEvent[];
	/** The fresh-connection stream of the client on the segment up to the fault's undoing; the failback's has its own judgement (`judgeFailback`). */
	fresh: Requests;
	/** The keep-alive stream, likewise; empty where the drill has none. */
	keepAlive: Requests;
	/** The fresh-connection stream of the client behind a router, likewise; empty where there is none. */
	routed: Requests;
	/** Stretches inside outages whose edges were seen in time (`pinnedInteriors`): what comes late there changes no figure. */
	interiors: readonly Span[];
	/** How many faults the drill has, and how many of them took effect. */
	faults: { planned: number; injected: number };
	/** From the first fault being asked for to the recovery, with several faults to the last undoing, or to the end of the observation; without a fault the observation; null without either. */
	critical: Span | null;
	/** Until then all had to be well: when the fault was asked for. Null without a fault, for then nothing was to be disturbed. */
	steadyUntilMs: number | null;
	/** Some host was seen to hold the VIP at some time. */
	vipSeen: boolean;
}

/**
 * Whether the observer can be believed. Reasons against: a fault that did not take effect, no observation, no requests, no VIP owner ever
 * seen; more than 5 % of a stream tainted or not sent, or 1 % failed before the fault; any clock step, capture drop, lost watch or pause; a stall over
 * 250 ms between fault and recovery, unless an outage went on around it. Load in the cluster's machines is no excuse: the client has its own.
 */
export function judgeTrust(input: TrustInput): TrialMeasurements['trust'] {
	const health = input.events.filter((e): e is ObserverHealth => e.type === 'observer.health');
	const all = [input.fresh, input.keepAlive, input.routed];
	const decisive = (requests: Requests) =>
		countLate(requests, input.interiors, (input.critical?.fromMs ?? Number.NEGATIVE_INFINITY) - LEAD_IN_MS);
	const reasons = [
		...missing(input),
		...badSamples('fresh', decisive(input.fresh)),
		...badSamples('keep-alive', decisive(input.keepAlive)),
		...badSamples('routed', decisive(input.routed)),
		...unsteady('requests', input.fresh, input),
		...unsteady('routed requests', input.routed, input),
		...health.filter((e) => counts(e, input)).map(describe),
	];
	return {
		trusted: reasons.length === 0,
		reasons,
		taintedSamples: all.reduce((sum, requests) => sum + countTainted(requests), 0),
		stalls: health.filter((e) => e.kind === 'stall').length,
		edgeStallMs: health.filter((e) => e.kind === 'stall' && atEdge(e, input)).reduce((max, e) => Math.max(max, e.durationMs), 0),
	};
}

function missing({ critical, faults, fresh, routed, vipSeen }: TrustInput): string[] {
	return [
		...lackingFaults(faults),
		...(critical || faults.planned > 0 ? [] : ['nothing was observed']),
		...(isAnySent(fresh) || isAnySent(routed) ? [] : ['no request was sent']),
		...(vipSeen ? [] : ['no host was ever seen to hold the VIP']),
	];
}

function lackingFaults({ planned, injected }: TrustInput['faults']): string[] {
	if (injected >= planned) return [];
	return [injected === 0 ? 'no fault took effect' : `only ${injected} of ${planned} faults took effect`];
}

function isAnySent({ stream, rows: { from, to } }: Requests): boolean {
	for (let row = from; row < to; row += 1) if (stream.isSent(row)) return true;
	return false;
}

function countTainted({ stream, rows: { from, to } }: Requests): number {
	let tainted = 0;
	for (let row = from; row < to; row += 1) tainted += stream.tainted[row] as number;
	return tainted;
}

/** The requests whose lateness can change a figure, and how many of them were late or not sent: those from a time on, and not in the midst of an outage. */
function countLate({ stream, rows }: Requests, interiors: readonly Span[], sinceMs: number) {
	let [bad, all] = [0, 0];
	for (let row = Math.max(rows.from, stream.firstDueFrom(sinceMs)); row < rows.to; row += 1) {
		if (isInside(interiors, stream.dueMs[row] as number)) continue;
		all += 1;
		if (stream.tainted[row] === 1 || !stream.isSent(row)) bad += 1;
	}
	return { bad, all };
}

function isInside(interiors: readonly Span[], ms: number): boolean {
	for (const { fromMs, toMs } of interiors) if (ms > fromMs && ms < toMs) return true;
	return false;
}

function badSamples(stream: string, { bad, all }: { bad: number; all: number }): string[] {
	if (all === 0 || bad / all <= MAX_BAD_SAMPLE_SHARE) return [];
	return [`${bad} of ${all} ${stream} requests were sent late or not at all`];
}

function unsteady(
	what: string,
	{ stream, rows: { from, to } }: Requests,
	{ steadyUntilMs }: Pick<TrustInput, 'steadyUntilMs'>,
): string[] {
	let [failed, all] = [0, 0];
	for (let row = from; row < to; row += 1) {
		if (steadyUntilMs === null || (stream.doneMs[row] as number) >= steadyUntilMs || !stream.isSent(row)) continue;
		all += 1;
		if (!stream.isGood(row)) failed += 1;
	}
	if (all === 0 || failed / all <= MAX_STEADY_FAILED_SHARE) return [];
	return [`${failed} of ${all} ${what} failed before the fault`];
}

function counts(event: ObserverHealth, input: TrustInput): boolean {
	// A host that nobody watches may hold the VIP, and who holds it counts from the trial's first moment to its last.
	if (event.kind !== 'stall') return true;
	return event.durationMs > MAX_STALL_MS && atEdge(event, input);
}

const endMs = (event: ObserverHealth) => event.atMs + event.durationMs;

const isCritical = (event: ObserverHealth, { critical }: TrustInput) =>
	critical !== null && event.atMs < critical.toMs && endMs(event) >= critical.fromMs;

/** Between fault and recovery, and not wholly inside an outage. */
const atEdge = (event: ObserverHealth, input: TrustInput) =>
	isCritical(event, input) && !input.interiors.some((i) => event.atMs >= i.fromMs && endMs(event) <= i.toMs);

/** What a probe is trusted by. */
export interface ProbeTrustInput {
	/** Its requests up to the fault's undoing. */
	requests: Requests;
	outages: readonly OutageWindow[];
	/** From when on lateness can change a figure: when the first fault was asked for, or the observation began. */
	criticalFromMs: number;
	steadyUntilMs: number | null;
}

/** Whether a probe's figures can be believed. Reasons against: nothing was sent; more than 5 % sent late or not at all; more than 1 % failed before the fault. */
export function judgeProbe({ requests, outages, criticalFromMs, steadyUntilMs }: ProbeTrustInput) {
	const late = countLate(requests, pinnedInteriors(outages, requests), criticalFromMs - LEAD_IN_MS);
	const reasons = [
		...(isAnySent(requests) ? [] : ['no request was sent']),
		...badSamples('probe', late),
		...unsteady('requests', requests, { steadyUntilMs }),
	];
	return { trusted: reasons.length === 0, reasons };
}

/** Of each outage, the stretch from the first to the last failure that was sent in time: they pin its edges. */
export function pinnedInteriors(outages: readonly OutageWindow[], { stream, rows }: Requests): Span[] {
	const isInTime = (row: number) => stream.tainted[row] === 0 && stream.isSent(row);
	return outages.flatMap(({ lastGoodMs, firstGoodMs }) => {
		let first = lastGoodMs === null ? rows.from : Math.max(rows.from, stream.firstDueFrom(lastGoodMs));
		while (first < rows.to && (stream.dueMs[first] === lastGoodMs || !isInTime(first))) first += 1;
		let last = Math.min(rows.to, firstGoodMs === null ? stream.length : stream.firstDueFrom(firstGoodMs)) - 1;
		while (last > first && !isInTime(last)) last -= 1;
		return last < first ? [] : [{ fromMs: stream.dueMs[first] as number, toMs: stream.dueMs[last] as number }];
	});
}

/**
 * Why the failback's figures are rough: the share of tainted or unsent requests in `rows`, which a machine that boots on the same processors
 * drives up. Null where they are not.
 */
export function judgeFailback(stream: Samples, rows: Rows, outages: readonly OutageWindow[]): string | null {
	const requests = { stream, rows };
	return badSamples('fresh', countLate(requests, pinnedInteriors(outages, requests), Number.NEGATIVE_INFINITY))[0] ?? null;
}

function describe(event: ObserverHealth): string {
	const what = {
		stall: `the prober stalled for ${formatMs(event.durationMs)}`,
		'clock-step': `the observer's clock jumped by ${formatMs(event.durationMs)}`,
		'capture-drop': 'the packet capture missed packets',
		'watch-lost': "a host's watch ended",
		paused: `the trial was paused for ${formatMs(event.durationMs)}`,
	}[event.kind];
	return `${what} at ${formatMs(event.atMs)}${event.detail ? ` (${event.detail})` : ''}`;
}
