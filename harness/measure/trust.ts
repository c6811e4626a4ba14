import type { HttpSample, ObserverHealth, TimelineEvent } from '../timeline/event.ts';
import { formatMs } from '../units.ts';
import type { TrialMeasurements } from './measurements.ts';
import type { Span } from './spans.ts';

/** Above this share of tainted or unsent requests the load was not the load that was asked for, 0–1. */
const MAX_BAD_SAMPLE_SHARE = 0.01;
/** A longer stall between fault and recovery could hide or invent an outage: five requests at the default 50 a second. */
const MAX_STALL_MS = 100;
/** Above this share of failures before the fault there was no steady state to disturb, 0–1. */
const MAX_STEADY_FAILED_SHARE = 0.01;

/** What trust is judged by. */
export interface TrustInput {
	/** In time order. */
	events: readonly TimelineEvent[];
	/** The fresh-connection stream of the whole trial, of the client on the segment. */
	fresh: readonly HttpSample[];
	/** The keep-alive stream of the whole trial; empty where the drill has none. */
	keepAlive: readonly HttpSample[];
	/** The fresh-connection stream of the client behind a router; empty where there is none. */
	routed: readonly HttpSample[];
	/** From the fault being asked for to the recovery, or to the end of the observation; without a fault the observation; null without either. */
	critical: Span | null;
	/** Until then all had to be well: when the fault was asked for. Null without a fault, for then nothing was to be disturbed. */
	steadyUntilMs: number | null;
	/** Some host was seen to hold the VIP at some time. */
	vipSeen: boolean;
}

/**
 * Whether the observer can be believed. Reasons against: no fault or observation, no requests, no VIP owner ever seen; more than 1 % of a stream
 * tainted or not sent, or failed before the fault; any clock step or capture drop; a stall over 100 ms or a lost watch between fault
 * and recovery.
 */
export function judgeTrust(input: TrustInput): TrialMeasurements['trust'] {
	const health = input.events.filter((e): e is ObserverHealth => e.type === 'observer.health');
	const all = [...input.fresh, ...input.keepAlive, ...input.routed];
	const reasons = [
		...missing(input),
		...badSamples('fresh', input.fresh),
		...badSamples('keep-alive', input.keepAlive),
		...badSamples('routed', input.routed),
		...unsteady('requests', input.fresh, input),
		...unsteady('routed requests', input.routed, input),
		...health.filter((e) => counts(e, input.critical)).map(describe),
	];
	return {
		trusted: reasons.length === 0,
		reasons,
		taintedSamples: all.filter((s) => s.tainted).length,
		stalls: health.filter((e) => e.kind === 'stall').length,
	};
}

function missing({ critical, fresh, routed, vipSeen }: TrustInput): string[] {
	return [
		...(critical ? [] : ['no fault took effect']),
		...([...fresh, ...routed].some((s) => s.outcome !== 'not-sent') ? [] : ['no request was sent']),
		...(vipSeen ? [] : ['no host was ever seen to hold the VIP']),
	];
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

function counts(event: ObserverHealth, critical: Span | null): boolean {
	if (event.kind === 'clock-step' || event.kind === 'capture-drop') return true;
	const overlaps = critical !== null && event.atMs < critical.toMs && event.atMs + event.durationMs >= critical.fromMs;
	return overlaps && (event.kind === 'watch-lost' || event.durationMs > MAX_STALL_MS);
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
