import { formatMs } from '../base/units.ts';
import { estimateLeftMs, plannedTrialMs } from '../run/estimate.ts';
import type { DrillSpec } from '../scenario/spec.ts';

interface Size {
	/** The drills of each cluster, or of each make of its hosts, in the order of the run. */
	clusters: readonly (readonly DrillSpec[])[];
	trials: number;
	atMost: boolean;
	/** Of a split run, the trials that are run here, by the drill's name. */
	share?: ReadonlyMap<string, readonly number[]>;
}

/** How many trials a run has at most, over all clusters; of a split run, those that are run here. */
export const plannedTrials = ({ clusters, trials, share }: Size): number =>
	clusters.flat().reduce((sum, { name }) => sum + (share ? (share.get(name)?.length ?? 0) : trials), 0);

/** Where a run is, and how long it will still take. Times are handed in, in milliseconds of any clock. */
export class RunClock {
	readonly #done: { plannedMs: number; tookMs: number }[] = [];
	readonly #clusters: readonly (readonly DrillSpec[])[];
	#begun = 0;
	#running: { drill: DrillSpec; index: number; trial: number; sinceMs: number } | null = null;
	#phase = '';

	constructor(
		private readonly size: Size,
		private readonly startedMs: number,
	) {
		const { clusters, share } = size;
		this.#clusters = clusters.map((drills) => (share ? drills.filter(({ name }) => share.has(name)) : drills));
	}

	get #current(): number {
		return Math.max(0, this.#begun - 1);
	}

	/** The next cluster's turn. */
	clusterBegins(): void {
		this.#begun += 1;
	}

	trialBegins(drill: DrillSpec, trial: number, nowMs: number): void {
		const index = Math.max(
			0,
			(this.#clusters[this.#current] ?? []).findIndex(({ name }) => name === drill.name),
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
		const { trials, atMost, share } = this.size;
		const all = this.#clusters.flat();
		const most = atMost ? 'at most ' : '';
		const position = this.#clusters.slice(0, this.#current).flat().length + index;
		const numbers = ({ name }: DrillSpec) => share?.get(name) ?? Array.from({ length: trials }, (_, i) => i + 1);
		const ofThis = numbers(drill).flatMap((number) => (number < trial ? [] : [plannedTrialMs(drill)]));
		const ofOthers = all.slice(position + 1).map((each) => plannedTrialMs(each) * numbers(each).length);
		const leftMs = estimateLeftMs({ done: this.#done, left: [...ofThis, ...ofOthers], runningMs: nowMs - sinceMs });
		const parts = [
			`drill ${position + 1} of ${all.length}: ${drill.name}`,
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
