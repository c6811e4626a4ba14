import type { SampleStream } from '../timeline/sample-stream.ts';
import { findOutages } from './http-outages.ts';
import { type OwnershipInterval, ownershipTimes } from './ownership.ts';
import { roundMs } from './round.ts';
import type { Span } from './spans.ts';

/**
 * The longest outage of `window` without the time in which nobody held the VIP, milliseconds: so long was somebody to answer and did not.
 * `stream`: one client's requests of the whole trial. Failures in an outage's tail do not count. 0 where nothing failed, null where nothing
 * was sent. `intervals` of owners that could be reached (`presentOwners`): whoever cannot be reached cannot answer.
 */
export function longestDeafOwner(stream: SampleStream, intervals: readonly OwnershipInterval[], window: Span): number | null {
	const sent = stream.sentOnly();
	const { from, to } = sent.rowsDue(window);
	if (from === to) return null;
	const deafMs = findOutages(sent, window).outages.map(({ lastGoodMs, firstGoodMs }) => {
		const outage = { fromMs: lastGoodMs ?? window.fromMs, toMs: firstGoodMs ?? window.toMs };
		return outage.toMs - outage.fromMs - ownershipTimes(intervals, outage).absentMs;
	});
	return roundMs(Math.max(0, ...deafMs));
}
