import type { KeepAliveMeasurements } from '../metrics/measurements.ts';
import type { FaultEvent } from '../timeline/event.ts';
import type { HttpOutcome } from '../timeline/requests.ts';
import type { SampleStream } from '../timeline/sample-stream.ts';
import { roundMs } from './round.ts';
import type { Span } from './spans.ts';

/** Answers, however wrong, show that the connection lives; these outcomes show that it does not. */
const FATES: Partial<Record<HttpOutcome, 'reset' | 'hung'>> = {
	timeout: 'hung',
	reset: 'reset',
	refused: 'reset',
	unreachable: 'reset',
};

/**
 * What became of the connection that was kept when the fault came. `kept`: the keep-alive stream of the whole trial; `faulty`: from
 * the first fault to the last undoing. Another task's answer without a failure before it shows that the connection was closed between two
 * requests and opened anew: the client then noticed nothing. Where a new one led to the same task, that does not show. Null where no kept
 * request was answered before the fault, or none was asked after.
 */
export function measureKeepAlive(kept: SampleStream, fault: FaultEvent, faulty: Span): KeepAliveMeasurements | null {
	const before = lastGoodDoneBefore(kept, fault.askedMs);
	const { asked, lost, tasks } = whatFollowed(kept, fault.askedMs, kept.firstDueFrom(faulty.toMs));
	if (before === null || !asked) return null;
	if (lost === null) {
		const task = kept.task[before] ?? null;
		const replaced = task !== null && [...tasks].some((other) => other !== task);
		return { fate: replaced ? 'reset' : 'survived', noticedMs: null, goodAgainMs: null };
	}
	const againMs = goodAgainMs(kept, lost);
	return {
		fate: FATES[kept.outcomeOf(lost)] ?? null,
		noticedMs: roundMs((kept.doneMs[lost] as number) - fault.atMs),
		goodAgainMs: againMs === null ? null : roundMs(againMs - fault.atMs),
	};
}

function lastGoodDoneBefore(kept: SampleStream, ms: number): number | null {
	for (let row = kept.length - 1; row >= 0; row -= 1) if (kept.isGood(row) && (kept.doneMs[row] as number) < ms) return row;
	return null;
}

/** Of the sent requests before the row `to` that were done at `sinceMs` or later: whether there were any, the first to be lost, and the tasks that answered. */
function whatFollowed(kept: SampleStream, sinceMs: number, to: number) {
	let asked = false;
	let lost: number | null = null;
	const tasks = new Set<string>();
	for (let row = 0; row < to; row += 1) {
		const doneMs = kept.doneMs[row] as number;
		if (doneMs < sinceMs || !kept.isSent(row)) continue;
		asked = true;
		const task = kept.task[row] ?? null;
		if (kept.isGood(row)) {
			if (task !== null) tasks.add(task);
		} else if (FATES[kept.outcomeOf(row)] && (lost === null || doneMs < (kept.doneMs[lost] as number))) lost = row;
	}
	return { asked, lost, tasks };
}

/** When the first request was answered that was due after a lost one, and done no earlier. */
function goodAgainMs(kept: SampleStream, lost: number): number | null {
	const [dueMs, lostMs] = [kept.dueMs[lost] as number, kept.doneMs[lost] as number];
	for (let row = lost + 1; row < kept.length; row += 1) {
		const doneMs = kept.doneMs[row] as number;
		if (kept.isGood(row) && (kept.dueMs[row] as number) > dueMs && doneMs >= lostMs) return doneMs;
	}
	return null;
}
