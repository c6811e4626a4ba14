import type { FaultStep } from '../scenario/spec.ts';
import { incapableSpans } from './capable-hosts.ts';
import { type OwnershipInterval, ownerStretches } from './ownership.ts';
import type { Prepared } from './prepared.ts';
import { roundMs } from './round.ts';
import { joined, longestMs, without } from './span-math.ts';

/**
 * The longest time at a stretch in which nobody held the VIP although one of `hosts`, those that run VRRP, could have taken it; milliseconds,
 * over the trial. `intervals` of owners that could be reached (`presentOwners`); `steps` are the drill's faults. Null where nobody was ever seen to hold the VIP.
 */
export function longestWithoutOwner(
	timeline: Pick<Prepared, 'occasions' | 'spans'>,
	intervals: readonly OwnershipInterval[],
	{ hosts, steps }: { hosts: readonly string[]; steps: readonly FaultStep[] },
): number | null {
	if (intervals.length === 0) return null;
	const incapable = hosts.map((host) => incapableSpans(timeline, steps, host));
	const ownerless = ownerStretches(intervals, timeline.spans.trial).filter((stretch) => stretch.hosts.length === 0);
	return roundMs(longestMs(joined(ownerless.flatMap((stretch) => incapable.flatMap((spans) => without(stretch, spans))))));
}
