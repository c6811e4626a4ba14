import type { KeepAliveMeasurements } from '../metrics/measurements.ts';
import type { FaultEvent, HttpOutcome, HttpSample } from '../timeline/event.ts';
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
 * What became of the connection that was kept when the fault came. `kept`: the keep-alive stream of the whole trial by due time; `faulty`: from
 * the first fault to the last undoing. Another task's answer without a failure before it shows that the connection was closed between two
 * requests and opened anew: the client then noticed nothing. Where a new one led to the same task, that does not show. Null where no kept
 * request was answered before the fault, or none was asked after.
 */
export function measureKeepAlive(kept: readonly HttpSample[], fault: FaultEvent, faulty: Span): KeepAliveMeasurements | null {
	const before = kept.findLast((s) => s.doneMs < fault.askedMs && s.outcome === 'ok');
	const after = kept.filter((s) => s.outcome !== 'not-sent' && s.doneMs >= fault.askedMs && s.dueMs < faulty.toMs);
	if (!before || after.length === 0) return null;
	const lost = after.filter((s) => FATES[s.outcome]).sort((a, b) => a.doneMs - b.doneMs)[0];
	const replaced = after.some((s) => s.outcome === 'ok' && s.task !== null && before.task !== null && s.task !== before.task);
	if (!lost) return { fate: replaced ? 'reset' : 'survived', noticedMs: null, goodAgainMs: null };
	const again = kept.find((s) => s.dueMs > lost.dueMs && s.doneMs >= lost.doneMs && s.outcome === 'ok');
	return {
		fate: FATES[lost.outcome] ?? null,
		noticedMs: roundMs(lost.doneMs - fault.atMs),
		goodAgainMs: again ? roundMs(again.doneMs - fault.atMs) : null,
	};
}
