import { asWriteError } from '../base/write-error.ts';

/** A run's writing may take this share of its time at most. */
const SHARE = 0.05;

/**
 * Keeps what a run has measured so far on the disk, one writing at a time. With a gap, not more often than that, and less often where writing
 * takes long: a simulated run has thousands of trials, and its file grows with each.
 */
export class RunSoFar {
	#notBeforeMs = Number.NEGATIVE_INFINITY;
	#last: Promise<void> = Promise.resolve();

	constructor(
		private readonly write: () => Promise<void>,
		private readonly gapMs = 0,
		private readonly now: () => number = () => performance.now(),
	) {}

	/** To be called after each trial. Rejects with WRITE_FAILED where the disk takes nothing more. */
	async trialDone(): Promise<void> {
		if (this.gapMs > 0 && this.now() < this.#notBeforeMs) return;
		this.#notBeforeMs = Number.POSITIVE_INFINITY;
		const writing = this.#last.then(async () => {
			const begunMs = this.now();
			await this.write().catch((error) => {
				throw asWriteError(error) ?? error;
			});
			const endMs = this.now();
			this.#notBeforeMs = endMs + Math.max(this.gapMs, (endMs - begunMs) / SHARE);
		});
		this.#last = writing;
		// Whoever asked is told; whoever only waits for the end is, too.
		writing.catch(() => {});
		await writing;
	}

	/** Resolves once nothing is being written any more. Rejects as the last writing did. */
	async written(): Promise<void> {
		await this.#last;
	}
}
