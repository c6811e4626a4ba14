import type { DualOwnerMeasurements } from '../metrics/measurements.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import type { SampleStream } from '../timeline/sample-stream.ts';
import { entryChanges } from './client-arp.ts';
import { countRequests, sharesOf } from './http.ts';
import { type OwnershipInterval, ownerStretches } from './ownership.ts';
import { roundMs } from './round.ts';
import type { Span } from './spans.ts';

/**
 * When several hosts held the VIP at once, over the trial, and what clients saw then. `events` in time order, `fresh` the fresh-connection
 * stream of the client on the segment. Which node answers says nothing of the VIP's owner, for the mesh spreads requests: so the changes of
 * the client's ARP entry are counted. Null where nobody was ever seen to hold the VIP.
 */
export function measureDualOwner(
	events: readonly TimelineEvent[],
	intervals: readonly OwnershipInterval[],
	fresh: SampleStream,
	trial: Span,
	vip: string,
): DualOwnerMeasurements | null {
	if (intervals.length === 0) return null;
	const windows = ownerStretches(intervals, trial).filter(({ hosts }) => hosts.length > 1);
	const isInside = (atMs: number) => windows.some(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs);
	const { sent, ok, answers } = countRequests(
		fresh,
		windows.map((window) => fresh.rowsDue(window)),
	);
	const watched = events.some((e) => e.type === 'client.arp' && e.address === vip);
	return {
		windows: windows.map(({ fromMs, toMs, hosts }) => ({ fromMs: roundMs(fromMs), toMs: roundMs(toMs), hosts })),
		sent,
		failed: sent - ok,
		answeredBy: sharesOf(answers, ok),
		arpChanges: watched ? entryChanges(events, vip).filter((e) => isInside(e.atMs)).length : null,
	};
}
