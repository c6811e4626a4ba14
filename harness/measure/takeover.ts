import type { FaultEvent, TimelineEvent, VrrpAdvert } from '../timeline/event.ts';
import { type OwnershipInterval, ownersAt } from './ownership.ts';
import type { Span } from './spans.ts';

/**
 * An advert older than this many intervals is no regular one. keepalived's period was measured at 1.0003–1.010 of its interval; the
 * rest is room for the lab's jitter.
 */
const MAX_PHASE = 1.1;

/** Who lost the VIP, who got it, and when. Times are milliseconds from the fault's effect; null where it did not happen. */
export interface Takeover {
	formerOwner: string | null;
	newOwner: string | null;
	/** First gratuitous ARP of the new owner. */
	toGarpMs: number | null;
	/** The VIP on the new owner's NIC; null also where it was found there without its coming being seen. */
	toVipMs: number | null;
	/** First advertisement of the new owner. */
	toAdvertMs: number | null;
	/** From the former owner's last regular advertisement to the fault, milliseconds. */
	sinceAdvertMs: number | null;
	/** The same as a share of its interval, 0–1. */
	phase: number | null;
}

/**
 * What the fault did to the VIP. `events` in time order; `faulty` is the span in which a takeover counts: what happens once the fault is
 * undone is failback. The former owner is whoever held the VIP when the fault was asked for (of two, the one the fault hit). The new
 * owner is the first other host to get the VIP after the fault, or null. Events within the fault's uncertainty before it count as after.
 */
export function measureTakeover(
	events: readonly TimelineEvent[],
	intervals: readonly OwnershipInterval[],
	fault: FaultEvent,
	faulty: Span,
	vip: string,
): Takeover {
	const formerOwner = findFormerOwner(intervals, fault);
	const counts = { fromMs: faulty.fromMs - fault.uncertaintyMs, toMs: faulty.toMs };
	const isIn = (atMs: number) => counts.fromMs <= atMs && atMs <= counts.toMs;
	const gained = intervals.find((i) => i.host !== formerOwner && isIn(i.fromMs));
	const newOwner = gained?.host ?? null;
	const after = (atMs: number | undefined) => (atMs === undefined ? null : atMs - fault.atMs);
	const garp = events.find((e) => e.type === 'arp.gratuitous' && e.address === vip && e.host === newOwner && isIn(e.atMs));
	const advert = events.find((e) => isAdvertOf(e, newOwner, vip) && isIn(e.atMs));
	return {
		formerOwner,
		newOwner,
		toGarpMs: newOwner === null ? null : after(garp?.atMs),
		toVipMs: gained?.startSeen ? after(gained.fromMs) : null,
		toAdvertMs: newOwner === null ? null : after(advert?.atMs),
		...faultPhase(events, fault, formerOwner, vip),
	};
}

function findFormerOwner(intervals: readonly OwnershipInterval[], fault: FaultEvent): string | null {
	const owners = ownersAt(intervals, fault.askedMs);
	return owners.findLast((host) => fault.hosts.includes(host)) ?? owners.at(-1) ?? null;
}

/** Priority 0 announces a resignation, not a master. */
function isAdvertOf(event: TimelineEvent, host: string | null, vip: string): event is VrrpAdvert {
	return event.type === 'vrrp.advert' && event.host === host && event.priority > 0 && event.addresses.includes(vip);
}

function faultPhase(events: readonly TimelineEvent[], fault: FaultEvent, formerOwner: string | null, vip: string) {
	const none = { sinceAdvertMs: null, phase: null };
	if (formerOwner === null) return none;
	const last = events.findLast(
		(e): e is VrrpAdvert => isAdvertOf(e, formerOwner, vip) && e.atMs <= fault.atMs + fault.uncertaintyMs,
	);
	if (!last || last.intervalMs <= 0) return none;
	const sinceAdvertMs = Math.max(0, fault.atMs - last.atMs);
	const phase = sinceAdvertMs / last.intervalMs;
	return phase > MAX_PHASE ? none : { sinceAdvertMs, phase: Math.min(1, phase) };
}
