import { formatMs } from '../base/units.ts';
import { estimateLeftMs, plannedTrialMs } from '../run/estimate.ts';
import type { DrillSpec } from '../scenario/spec.ts';

interface Size {
	clusters: number;
	drills: readonly DrillSpec[];
	trials: number;
	atMost: boolean;
	/** Of a split run, the trials that are run here, by the drill's name. */
	share?: ReadonlyMap<string, readonly number[]>;
}

/** Where a run is, and how long it will still take. Times are handed in, in milliseconds of any clock. */
export class RunClock {
	readonly #done: { plannedMs: number; tookMs: number }[] = [];
	readonly #drills: readonly DrillSpec[];
	#clusters = 0;
	#running: { drill: DrillSpec; index: number; trial: number; sinceMs: number } | null = null;
	#phase = '';

	constructor(
		private readonly size: Size,
		private readonly startedMs: number,
	) {
		const { drills, share } = size;
		this.#drills = share ? drills.filter(({ name }) => share.has(name)) : drills;
	}

	/** The next cluster's turn. */
	clusterBegins(): void {
		this.#clusters += 1;
	}

	trialBegins(drill: DrillSpec, trial: number, nowMs: number): void {
		const index = Math.max(
			0,
			this.#drills.findIndex(({ name }) => name === drill.name),
		);
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
		const { clusters, trials, atMost, share } = this.size;
		const drills = this.#drills;
		const most = atMost ? 'at most ' : '';
		const position = (Math.max(1, this.#clusters) - 1) * drills.length + index;
		const numbers = ({ name }: DrillSpec) => share?.get(name) ?? Array.from({ length: trials }, (_, i) => i + 1);
		const planned = drills.map((each) => plannedTrialMs(each) * numbers(each).length);
		const ofThis = numbers(drill).flatMap((number) => (number < trial ? [] : [plannedTrialMs(drill)]));
		const ofOthers = Array.from({ length: clusters }, () => planned)
			.flat()
			.slice(position + 1);
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
