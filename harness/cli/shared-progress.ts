import { formatMs } from '../base/units.ts';

/** Where a run on several labs is: they are at different trials, so it is counted in trials that are done. */
export class SharedProgress {
	#done = 0;

	constructor(
		private readonly trials: number,
		private readonly startedMs: number,
	) {}

	/** A line for when a trial is done. Times in milliseconds of any clock; bringing the labs up counts as part of the first trials. */
	trialDone(nowMs: number): string {
		this.#done += 1;
		const elapsedMs = nowMs - this.startedMs;
		const leftMs = (elapsedMs / this.#done) * Math.max(0, this.trials - this.#done);
		const text = `${this.#done} of ${this.trials} trials · ${inSeconds(elapsedMs)} so far`;
		return leftMs === 0 ? text : `${text} · about ${inSeconds(leftMs)} left`;
	}
}

const inSeconds = (ms: number) => formatMs(Math.max(1000, Math.round(ms / 1000) * 1000));
