import type { FailbackMeasurements } from '../metrics/measurements.ts';
import type { FaultEvent } from '../timeline/event.ts';
import type { SampleStream } from '../timeline/sample-stream.ts';
import { measureHttp } from './http.ts';
import { type OwnershipInterval, ownershipTimes } from './ownership.ts';
import { roundMs } from './round.ts';
import type { Span } from './spans.ts';
import { judgeFailback } from './trust.ts';

/**
 * What the undoing of the fault did, from its effect to the end of the trial (`healing`). `fresh`: the fresh-connection stream of
 * the whole trial. `returnMs` is null where the VIP never went back to its former owner, came back unseen before the watch began, or while the fault was still being undone.
 */
export function measureFailback(
	intervals: readonly OwnershipInterval[],
	fresh: SampleStream,
	undone: FaultEvent,
	healing: Span,
	formerOwner: string | null,
): FailbackMeasurements {
	const gained = intervals.filter((i) => i.fromMs >= healing.fromMs - undone.uncertaintyMs && i.fromMs <= healing.toMs);
	const back = gained.find((i) => i.host === formerOwner);
	const times = ownershipTimes(intervals, healing);
	const known = intervals.length > 0;
	const http = measureHttp(fresh, healing);
	return {
		returnMs: back?.startSeen && back.fromMs >= undone.atMs ? roundMs(back.fromMs - undone.atMs) : null,
		newOwner: gained.at(0)?.host ?? null,
		vipAbsentMs: known ? roundMs(times.absentMs) : null,
		dualOwnerMs: known ? roundMs(times.dualMs) : null,
		http,
		roughBecause: judgeFailback(fresh, fresh.rowsDue(healing), http.outages),
	};
}
