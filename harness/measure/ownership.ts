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

/** The intervals that are under way at `atMs`, whoever got the VIP last coming last. */
export function heldAt(intervals: readonly OwnershipInterval[], atMs: number): OwnershipInterval[] {
	return intervals.filter((i) => i.fromMs <= atMs && atMs < (i.toMs ?? Number.POSITIVE_INFINITY));
}

/** A stretch during which the same hosts held the VIP, in the order in which they got it; none, one or several. */
export interface OwnerStretch extends Span {
	hosts: string[];
}

/** Divides a window by who held the VIP: its stretches follow each other without gaps, and none is empty. */
export function ownerStretches(intervals: readonly OwnershipInterval[], window: Span): OwnerStretch[] {
	const edges = [window.fromMs, window.toMs, ...intervals.flatMap((i) => [i.fromMs, i.toMs ?? window.toMs])];
	const inside = [...new Set(edges)].filter((ms) => ms >= window.fromMs && ms <= window.toMs).sort((a, b) => a - b);
	const stretches: OwnerStretch[] = [];
	for (const [i, fromMs] of inside.slice(0, -1).entries()) {
		const toMs = inside[i + 1] ?? window.toMs;
		const hosts = heldAt(intervals, fromMs).map(({ host }) => host);
		const last = stretches.at(-1);
		if (last && last.hosts.join() === hosts.join()) last.toMs = toMs;
		else stretches.push({ fromMs, toMs, hosts });
	}
	return stretches;
}

/** How long nobody, exactly one host and more than one host held the VIP, milliseconds; the three add up to the window. */
export interface OwnershipTimes {
	absentMs: number;
	singleMs: number;
	dualMs: number;
}

/** Sums up ownership within a window. */
export function ownershipTimes(intervals: readonly OwnershipInterval[], window: Span): OwnershipTimes {
	const stretches = ownerStretches(intervals, window);
	const sum = (counts: (owners: number) => boolean) =>
		stretches.reduce((total, s) => total + (counts(s.hosts.length) ? s.toMs - s.fromMs : 0), 0);
	return { absentMs: sum((n) => n === 0), singleMs: sum((n) => n === 1), dualMs: sum((n) => n > 1) };
}
