import { formatMs } from '../base/units.ts';

const CLEAR_LINE = '\r\u001b[2K';
const BAR = 24;
/** Between two renewals of the line. */
const EVERY_MS = 100;

/** How far so many runs of a model have got: a bar that renews itself on a terminal, a line each tenth elsewhere. */
export class SimProgress {
	#shownMs = Number.NEGATIVE_INFINITY;
	#tenths = 0;
	#startedMs: number;
	#what = '';

	constructor(
		private readonly out: { write(text: string): unknown; isTTY?: boolean },
		private readonly now: () => number = () => performance.now(),
	) {
		this.#startedMs = now();
	}

	/** So many of `of` are done. */
	show(what: string, done: number, of: number): void {
		const nowMs = this.now();
		if (what !== this.#what || done === 0) {
			this.#what = what;
			this.#startedMs = nowMs;
			this.#tenths = 0;
			this.#shownMs = Number.NEGATIVE_INFINITY;
		}
		const perMs = done / Math.max(1, nowMs - this.#startedMs);
		const left = done === 0 || done === of ? '' : `, ${formatMs(Math.round((of - done) / perMs / 1000) * 1000)} left`;
		const text = `${what}: ${done} of ${of}${left}`;
		if (!this.out.isTTY) {
			const tenths = Math.floor((10 * done) / of);
			if (tenths > this.#tenths) this.out.write(`  ${text}\n`);
			this.#tenths = tenths;
			return;
		}
		if (nowMs - this.#shownMs < EVERY_MS && done < of) return;
		this.#shownMs = nowMs;
		const full = Math.round((BAR * done) / of);
		this.out.write(`${CLEAR_LINE}${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${text}`);
		if (done >= of) this.close();
	}

	/** Leaves the line to others. */
	close(): void {
		if (this.out.isTTY) this.out.write(CLEAR_LINE);
	}
}
