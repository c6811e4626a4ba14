import type { ArpMeasurements } from '../metrics/measurements.ts';
import type { ClientArp, TimelineEvent } from '../timeline/event.ts';
import { type OwnershipInterval, ownerStretches } from './ownership.ts';
import { roundMs } from './round.ts';
import { joined, longestMs, totalMs } from './span-math.ts';
import type { Span } from './spans.ts';

/**
 * Whether the client sent to who held the VIP, over the trial. `events` in time order. An entry is stale while it names somebody without the
 * VIP although another host has it; an owner that is out of reach still has it. Null where the entry was not watched.
 */
export function measureClientArp(
	events: readonly TimelineEvent[],
	intervals: readonly OwnershipInterval[],
	trial: Span,
	vip: string,
): ArpMeasurements | null {
	const entries = entriesOf(events, vip);
	if (entries.length === 0) return null;
	const stale = entries.flatMap(({ atMs, mac, host }, i) => {
		const span = { fromMs: atMs, toMs: entries[i + 1]?.atMs ?? trial.toMs };
		const owned = ownerStretches(intervals, span).filter(({ hosts }) => hosts.length > 0);
		return mac === null ? [] : owned.filter(({ hosts }) => host === null || !hosts.includes(host));
	});
	const windows = joined(stale);
	return {
		staleMs: roundMs(totalMs(windows)),
		longestStaleMs: roundMs(longestMs(windows)),
		changes: entryChanges(events, vip).length,
	};
}

/** The entries for the VIP that named another hardware address than was named last; one that only went and came back is no change. `events` in time order. */
export function entryChanges(events: readonly TimelineEvent[], vip: string): ClientArp[] {
	let named: string | null = null;
	return entriesOf(events, vip).filter(({ mac }) => {
		const changed = named !== null && mac !== null && mac !== named;
		named = mac ?? named;
		return changed;
	});
}

const entriesOf = (events: readonly TimelineEvent[], vip: string) =>
	events.filter((e): e is ClientArp => e.type === 'client.arp' && e.address === vip);
