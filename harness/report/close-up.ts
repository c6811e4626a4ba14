import type { Span } from '../measure/spans.ts';
import type { TrialReport } from '../results/run-report.ts';

/** Room before the fault and after the recovery in the close-up, milliseconds. */
const CLOSE_UP_MARGIN_MS = 1500;

/** From shortly before the fault until shortly after the recovery, the tail and the theory. */
export function closeUp({ measurements: m }: TrialReport, faultMs: number, whole: Span): Span {
	const [first] = m.http.outages;
	const recoveredMs = first?.firstGoodMs === null ? whole.toMs : (first?.firstGoodMs ?? faultMs);
	const lastMs = Math.max(
		recoveredMs + (m.http.tailMs ?? 0),
		faultMs + (m.takeoverMs ?? 0),
		faultMs + (m.otherVips?.takeoverMs ?? 0),
		faultMs + (m.theory?.maxMs ?? 0),
		faultMs + (m.mesh?.removedByAllMs ?? 0),
	);
	return {
		fromMs: Math.max(whole.fromMs, faultMs - CLOSE_UP_MARGIN_MS),
		toMs: Math.min(whole.toMs, lastMs + CLOSE_UP_MARGIN_MS),
	};
}
