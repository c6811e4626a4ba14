import type { FaultStep } from '../scenario/spec.ts';
import { unreachableSpans } from './capable-hosts.ts';
import type { OwnershipInterval } from './ownership.ts';
import type { Prepared } from './prepared.ts';
import { without } from './span-math.ts';

/**
 * Who held the VIP when, without the time in which nobody could reach the holder: a frozen machine, or one whose cable is pulled, has the
 * address for itself alone. `steps` are the drill's faults.
 */
export function presentOwners(
	intervals: readonly OwnershipInterval[],
	timeline: Pick<Prepared, 'occasions' | 'spans'>,
	steps: readonly FaultStep[],
): OwnershipInterval[] {
	const present = intervals.flatMap((interval) => {
		const { host, fromMs, toMs } = interval;
		const parts = without({ fromMs, toMs: toMs ?? Number.POSITIVE_INFINITY }, unreachableSpans(timeline, steps, host));
		return parts.map((part) => ({ ...interval, fromMs: part.fromMs, toMs: Number.isFinite(part.toMs) ? part.toMs : null }));
	});
	return present.sort((a, b) => a.fromMs - b.fromMs);
}
