/** A machine's time, milliseconds. */
export interface Clock {
	nowMs(): number;
}

/** Calls `fire` for request i at `dueMs(i)`, whatever became of those before it; for several at once where the process was late. */
export class OpenLoop {
	#timer: NodeJS.Timeout | null = null;
	#next = 0;

	constructor(
		private readonly clock: Clock,
		/** Never earlier than the one before. */
		private readonly dueMs: (seq: number) => number,
		private readonly fire: (seq: number, dueMs: number) => void,
	) {
		this.#wait();
	}

	/** No request is due any more. */
	stop(): void {
		if (this.#timer) clearTimeout(this.#timer);
		this.#timer = null;
	}

	#wait(): void {
		this.#timer = setTimeout(() => this.#due(), Math.max(0, this.dueMs(this.#next) - this.clock.nowMs()));
	}

	#due(): void {
		for (; this.dueMs(this.#next) <= this.clock.nowMs(); this.#next += 1) this.fire(this.#next, this.dueMs(this.#next));
		this.#wait();
	}
}
