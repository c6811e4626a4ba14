import { performance } from 'node:perf_hooks';

const STEP_THRESHOLD_MS = 5;

/**
 * The machine's CLOCK_REALTIME in milliseconds with microsecond resolution, as the capture's kernel stamps have it.
 * `Date.now()` is too coarse and `performance` does not follow the wall clock, so the second is kept on the first.
 */
export class RealtimeClock {
	#offsetMs = performance.timeOrigin;

	/** Milliseconds since the Unix epoch. */
	nowMs(): number {
		return performance.now() + this.#offsetMs;
	}

	/** Follows the wall clock. Returns the size of a jump in milliseconds, or 0 where there was none (under 5 ms: slewing). */
	resync(): number {
		const beforeMs = this.nowMs();
		const wallMs = Date.now();
		const correctionMs = clockCorrectionMs(beforeMs, wallMs, this.nowMs());
		this.#offsetMs += correctionMs;
		return Math.abs(correctionMs) > STEP_THRESHOLD_MS ? correctionMs : 0;
	}
}

/**
 * By how much a clock that read `beforeMs` and then `afterMs` around a reading of the wall clock must be moved to agree with it. `wallMs` is
 * the floor of the true time. However long the process was kept waiting between the readings, that alone moves nothing.
 */
export function clockCorrectionMs(beforeMs: number, wallMs: number, afterMs: number): number {
	if (wallMs > afterMs) return wallMs - afterMs;
	if (wallMs + 1 <= beforeMs) return wallMs + 1 - beforeMs;
	return 0;
}
