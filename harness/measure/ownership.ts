import type { TimelineEvent } from '../timeline/event.ts';
import type { Span } from './spans.ts';

/** One stretch during which one host held the VIP: `fromMs` ≤ t < `toMs`. */
export interface OwnershipInterval {
	host: string;
	fromMs: number;
	/** Null where it still held it when the timeline ended. */
	toMs: number | null;
	/** The very moment it came was seen; false where a watch began and found it there already. */
	startSeen: boolean;
}

/**
 * Who held the VIP when, in order of `fromMs`, from the address events of each host and from its death, which takes the VIP with it.
 * `events` in time order. A repeated `vip.added` does not begin anew; a `vip.removed` without a beginning is passed over.
 */
export function ownershipIntervals(events: readonly TimelineEvent[], vip: string): OwnershipInterval[] {
	const intervals: OwnershipInterval[] = [];
	const open = new Map<string, OwnershipInterval>();
	for (const event of events) {
		if (event.type === 'vip.added' && event.address === vip && !open.has(event.host)) {
			const interval = { host: event.host, fromMs: event.atMs, toMs: null, startSeen: event.source === 'monitor' };
			open.set(event.host, interval);
			intervals.push(interval);
		} else if (event.type === 'host.down' || (event.type === 'vip.removed' && event.address === vip)) {
			const interval = open.get(event.host);
			if (interval) interval.toMs = event.atMs;
			open.delete(event.host);
		}
	}
	return intervals;
}

/** The hosts that hold the VIP at `atMs`, whoever got it last coming last. */
export function ownersAt(intervals: readonly OwnershipInterval[], atMs: number): string[] {
	return intervals.filter((i) => i.fromMs <= atMs && atMs < (i.toMs ?? Number.POSITIVE_INFINITY)).map((i) => i.host);
}

/** How long nobody, exactly one host and more than one host held the VIP, milliseconds; the three add up to the window. */
export interface OwnershipTimes {
	absentMs: number;
	singleMs: number;
	dualMs: number;
}

/** Sums up ownership within a window. */
export function ownershipTimes(intervals: readonly OwnershipInterval[], window: Span): OwnershipTimes {
	const clip = (ms: number) => Math.min(Math.max(ms, window.fromMs), window.toMs);
	const steps = intervals
		.flatMap((i) => [
			{ atMs: clip(i.fromMs), change: 1 },
			{ atMs: clip(i.toMs ?? window.toMs), change: -1 },
		])
		.sort((a, b) => a.atMs - b.atMs);
	const times = { absentMs: 0, singleMs: 0, dualMs: 0 };
	let owners = 0;
	let sinceMs = window.fromMs;
	for (const step of [...steps, { atMs: window.toMs, change: 0 }]) {
		times[owners === 0 ? 'absentMs' : owners === 1 ? 'singleMs' : 'dualMs'] += step.atMs - sinceMs;
		owners += step.change;
		sinceMs = step.atMs;
	}
	return times;
}
