import { estimateLeftMs, plannedTrialMs } from '../run/estimate.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import { formatMs } from '../units.ts';

/** Where a run is, and how long it will still take. Times are handed in, in milliseconds of any clock. */
export class RunClock {
	readonly #done: { plannedMs: number; tookMs: number }[] = [];
	#clusters = 0;
	#running: { drill: DrillSpec; index: number; trial: number; sinceMs: number } | null = null;
	#phase = '';

	constructor(
		private readonly size: { clusters: number; drills: readonly DrillSpec[]; trials: number; atMost: boolean },
		private readonly startedMs: number,
	) {}

	/** The next cluster's turn. */
	clusterBegins(): void {
		this.#clusters += 1;
	}

	trialBegins(drill: DrillSpec, trial: number, nowMs: number): void {
		const index = Math.max(0, this.size.drills.indexOf(drill));
		this.#running = { drill, index, trial, sinceMs: nowMs };
		this.#phase = '';
	}

	phase(text: string): void {
		this.#phase = text;
	}

	trialEnds(nowMs: number): void {
		if (this.#running) this.#done.push({ plannedMs: plannedTrialMs(this.#running.drill), tookMs: nowMs - this.#running.sinceMs });
		this.#running = null;
	}

	/** One line about the running trial; null between two. */
	line(nowMs: number): string | null {
		if (!this.#running) return null;
		const { drill, index, trial, sinceMs } = this.#running;
		const { clusters, drills, trials, atMost } = this.size;
		const most = atMost ? 'at most ' : '';
		const position = (Math.max(1, this.#clusters) - 1) * drills.length + index;
		const planned = drills.map(plannedTrialMs);
		const ofThis = Array.from({ length: trials - trial + 1 }, () => plannedTrialMs(drill));
		const ofOthers = Array.from({ length: clusters }, () => planned)
			.flat()
			.slice(position + 1)
			.map((ms) => ms * trials);
		const leftMs = estimateLeftMs({ done: this.#done, left: [...ofThis, ...ofOthers], runningMs: nowMs - sinceMs });
		const parts = [
			`drill ${position + 1} of ${clusters * drills.length}: ${drill.name}`,
			`trial ${trial} of ${most}${trials}`,
			...(this.#phase ? [this.#phase] : []),
			`${roughly(nowMs - this.startedMs)} so far`,
			`${atMost ? 'at most' : 'about'} ${roughly(leftMs)} left`,
		];
		return parts.join(' · ');
	}
}

/** Whole seconds, or minutes and seconds. */
function roughly(ms: number): string {
	const wholeMs = Math.round(ms / 1000) * 1000;
	return wholeMs < 60_000 ? `${wholeMs / 1000} s` : formatMs(wholeMs);
}
