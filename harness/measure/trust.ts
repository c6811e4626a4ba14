import { formatMs } from '../base/units.ts';
import type { OutageWindow, TrialMeasurements } from '../metrics/measurements.ts';
import type { HttpSample, ObserverHealth, TimelineEvent } from '../timeline/event.ts';
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

/** What trust is judged by. */
export interface TrustInput {
	/** In time order. */
	events: readonly TimelineEvent[];
	/** The fresh-connection stream of the client on the segment up to the fault's undoing; the failback's has its own judgement (`judgeFailback`). */
	fresh: readonly HttpSample[];
	/** The keep-alive stream, likewise; empty where the drill has none. */
	keepAlive: readonly HttpSample[];
	/** The fresh-connection stream of the client behind a router, likewise; empty where there is none. */
	routed: readonly HttpSample[];
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
 * seen; more than 5 % of a stream tainted or not sent, or 1 % failed before the fault; any clock step, capture drop or lost watch; a stall over
 * 250 ms between fault and recovery, unless an outage went on around it. Load in the cluster's machines is no excuse: the client has its own.
 */
export function judgeTrust(input: TrustInput): TrialMeasurements['trust'] {
	const health = input.events.filter((e): e is ObserverHealth => e.type === 'observer.health');
	const all = [...input.fresh, ...input.keepAlive, ...input.routed];
	const reasons = [
		...missing(input),
		...badSamples('fresh', decisive(input.fresh, input)),
		...badSamples('keep-alive', decisive(input.keepAlive, input)),
		...badSamples('routed', decisive(input.routed, input)),
		...unsteady('requests', input.fresh, input),
		...unsteady('routed requests', input.routed, input),
		...health.filter((e) => counts(e, input)).map(describe),
	];
	return {
		trusted: reasons.length === 0,
		reasons,
		taintedSamples: all.filter((s) => s.tainted).length,
		stalls: health.filter((e) => e.kind === 'stall').length,
		edgeStallMs: health.filter((e) => e.kind === 'stall' && atEdge(e, input)).reduce((max, e) => Math.max(max, e.durationMs), 0),
	};
}

function missing({ critical, faults, fresh, routed, vipSeen }: TrustInput): string[] {
	return [
		...lackingFaults(faults),
		...(critical || faults.planned > 0 ? [] : ['nothing was observed']),
		...([...fresh, ...routed].some((s) => s.outcome !== 'not-sent') ? [] : ['no request was sent']),
		...(vipSeen ? [] : ['no host was ever seen to hold the VIP']),
	];
}

function lackingFaults({ planned, injected }: TrustInput['faults']): string[] {
	if (injected >= planned) return [];
	return [injected === 0 ? 'no fault took effect' : `only ${injected} of ${planned} faults took effect`];
}

function badSamples(stream: string, samples: readonly HttpSample[]): string[] {
	const bad = samples.filter((s) => s.tainted || s.outcome === 'not-sent').length;
	if (samples.length === 0 || bad / samples.length <= MAX_BAD_SAMPLE_SHARE) return [];
	return [`${bad} of ${samples.length} ${stream} requests were sent late or not at all`];
}

function unsteady(what: string, samples: readonly HttpSample[], { steadyUntilMs }: TrustInput): string[] {
	const before = samples.filter((s) => steadyUntilMs !== null && s.doneMs < steadyUntilMs && s.outcome !== 'not-sent');
	const failed = before.filter((s) => s.outcome !== 'ok').length;
	if (before.length === 0 || failed / before.length <= MAX_STEADY_FAILED_SHARE) return [];
	return [`${failed} of ${before.length} ${what} failed before the fault`];
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

/** The samples whose lateness can change a figure: from shortly before it mattered on, and not in the midst of an outage. */
const decisive = (samples: readonly HttpSample[], { critical, interiors }: TrustInput) =>
	outside(samples, interiors).filter((s) => critical === null || s.dueMs >= critical.fromMs - LEAD_IN_MS);

const outside = (samples: readonly HttpSample[], interiors: readonly Span[]) =>
	samples.filter((s) => !interiors.some((i) => s.dueMs > i.fromMs && s.dueMs < i.toMs));

/** Of each outage, the stretch from the first to the last failure that was sent in time: they pin its edges. */
export function pinnedInteriors(outages: readonly OutageWindow[], samples: readonly HttpSample[]): Span[] {
	return outages.flatMap(({ lastGoodMs, firstGoodMs }) => {
		const inTime = samples.filter(
			(s) =>
				s.dueMs > (lastGoodMs ?? Number.NEGATIVE_INFINITY) &&
				s.dueMs < (firstGoodMs ?? Number.POSITIVE_INFINITY) &&
				!s.tainted &&
				s.outcome !== 'not-sent',
		);
		const [first, last] = [inTime.at(0), inTime.at(-1)];
		return first && last ? [{ fromMs: first.dueMs, toMs: last.dueMs }] : [];
	});
}

/** Why the failback's figures are rough: its share of tainted or unsent requests, which a machine that boots on the same processors drives up. Null where they are not. */
export function judgeFailback(samples: readonly HttpSample[], outages: readonly OutageWindow[]): string | null {
	return badSamples('fresh', outside(samples, pinnedInteriors(outages, samples)))[0] ?? null;
}

function describe(event: ObserverHealth): string {
	const what = {
		stall: `the prober stalled for ${formatMs(event.durationMs)}`,
		'clock-step': `the observer's clock jumped by ${formatMs(event.durationMs)}`,
		'capture-drop': 'the packet capture missed packets',
		'watch-lost': "a host's watch ended",
	}[event.kind];
	return `${what} at ${formatMs(event.atMs)}${event.detail ? ` (${event.detail})` : ''}`;
}
