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
		// Date.now() is the floor of the true time, so the difference belongs into (-1, 0].
		const behindMs = Date.now() - this.nowMs();
		if (behindMs > -1 && behindMs <= 0) return 0;
		const correctionMs = behindMs > 0 ? behindMs : behindMs + 1;
		this.#offsetMs += correctionMs;
		return Math.abs(correctionMs) > STEP_THRESHOLD_MS ? correctionMs : 0;
	}
}
