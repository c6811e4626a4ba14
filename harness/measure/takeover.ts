import type { FaultEvent, TimelineEvent, VrrpAdvert } from '../timeline/event.ts';
import { heldAt, type OwnershipInterval } from './ownership.ts';
import type { TrialSpans } from './spans.ts';

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
	/** The former owner's last advertisement of priority 0 before the new owner got the VIP: its goodbye. */
	toGoodbyeMs: number | null;
	/** From the former owner's last regular advertisement to the fault, milliseconds. */
	sinceAdvertMs: number | null;
	/** The same as a share of its interval, 0–1. */
	phase: number | null;
}

/** What a trial without a fault has. */
const NO_TAKEOVER: Takeover = {
	formerOwner: null,
	newOwner: null,
	toGarpMs: null,
	toVipMs: null,
	toAdvertMs: null,
	toGoodbyeMs: null,
	sinceAdvertMs: null,
	phase: null,
};

/**
 * What the first fault did to the VIP. `events` in time order. What happens once that fault is undone is failback, and what happens once a
 * later fault has hit an owner that the first did not is that one's doing: neither counts.
 * The former owner is whoever held the VIP when the fault was asked for (of two, the one the fault hit). The new owner is the first host to
 * get the VIP after the fault, or null: also where the former one keeps it (a split), and the former one itself where it lost the VIP and
 * was the first to have it again. Events within the fault's uncertainty before it count as after.
 */
export function measureTakeover(
	events: readonly TimelineEvent[],
	intervals: readonly OwnershipInterval[],
	{ faults, firstFaulty }: Pick<TrialSpans, 'faults' | 'firstFaulty'>,
	vip: string,
): Takeover {
	const [fault, ...later] = faults;
	if (!fault || !firstFaulty) return NO_TAKEOVER;
	const held = heldAt(intervals, fault.askedMs);
	const formerOwner = (held.findLast(({ host }) => fault.hosts.includes(host)) ?? held.at(-1))?.host ?? null;
	const toMs = Math.min(firstFaulty.toMs, ...later.filter((f) => stealsOwner(f, fault, formerOwner)).map((f) => f.askedMs));
	const isIn = (atMs: number) => fault.atMs - fault.uncertaintyMs <= atMs && atMs <= toMs;
	const gained = intervals.find((i) => !held.includes(i) && isIn(i.fromMs));
	const newOwner = gained?.host ?? null;
	// An owner that takes the VIP again has sent gratuitous ARP and advertisements before, too.
	const againMs = held.findLast((i) => i.host === newOwner)?.toMs ?? Number.NEGATIVE_INFINITY;
	const isNews = (atMs: number) => newOwner !== null && isIn(atMs) && atMs >= againMs;
	const garp = events.find((e) => e.type === 'arp.gratuitous' && e.address === vip && e.host === newOwner && isNews(e.atMs));
	const advert = events.find((e) => isAdvertOf(e, newOwner, vip) && isNews(e.atMs));
	const goodbye = events.findLast((e) => isGoodbyeOf(e, formerOwner, vip) && isIn(e.atMs) && e.atMs <= (gained?.fromMs ?? toMs));
	const after = (event: { atMs: number } | undefined) => (event ? event.atMs - fault.atMs : null);
	return {
		formerOwner,
		newOwner,
		toGarpMs: after(garp),
		toVipMs: gained?.startSeen ? gained.fromMs - fault.atMs : null,
		toAdvertMs: after(advert),
		toGoodbyeMs: after(goodbye),
		...faultPhase(events, fault, formerOwner, vip),
	};
}

const stealsOwner = (later: FaultEvent, first: FaultEvent, owner: string | null) =>
	owner !== null && later.hosts.includes(owner) && !first.hosts.includes(owner);

/** Priority 0 announces a resignation, not a master. */
function isAdvertOf(event: TimelineEvent, host: string | null, vip: string): event is VrrpAdvert {
	return event.type === 'vrrp.advert' && event.host === host && event.priority > 0 && event.addresses.includes(vip);
}

function isGoodbyeOf(event: TimelineEvent, host: string | null, vip: string): event is VrrpAdvert {
	return event.type === 'vrrp.advert' && event.host === host && event.priority === 0 && event.addresses.includes(vip);
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
