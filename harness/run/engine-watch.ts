import { setTimeout as delay } from 'node:timers/promises';
import { withDeadline } from '../base/deadline.ts';
import { messageOf, VipdrillError } from '../base/errors.ts';

/** How an engine that may be far away is watched, in milliseconds. */
export interface WatchTiming {
	everyMs: number;
	/** An answer that takes longer is none. */
	answerWithinMs: number;
	/** An engine that has not answered for so long, and three times in a row, is lost. */
	lostAfterMs: number;
}

const TIMING: WatchTiming = { everyMs: 2000, answerWithinMs: 5000, lostAfterMs: 10_000 };
const LOST_AFTER_LOOKS = 3;

/** Watches one engine of several, so that a run goes on without one whose machine or connection is gone. */
export class EngineWatch implements Disposable {
	readonly #abort = new AbortController();
	#lastGoodMs = performance.now();
	#missed = 0;
	#breaks = 0;
	#isOver = false;
	#last: unknown = null;

	/** `ping` resolves where the engine answers. */
	constructor(
		readonly name: string,
		private readonly ping: () => Promise<unknown>,
		private readonly timing: WatchTiming = TIMING,
	) {}

	/** Begins to look again and again; returns itself. */
	start(): this {
		void this.#watch();
		return this;
	}

	/** Pulled once the engine is lost, with why. */
	get signal(): AbortSignal {
		return this.#abort.signal;
	}

	/** Why it was given up, as an error; null while it was not. */
	get lost(): VipdrillError | null {
		return this.#abort.signal.aborted ? (this.#abort.signal.reason as VipdrillError) : null;
	}

	/** How often a connection to it was refused or broke off. One that answers late counts for none: that may be this machine's fault. */
	get breaks(): number {
		return this.#breaks;
	}

	/** Whether the engine is lost: waits until it answers (null) or is given up. */
	async verdict(): Promise<VipdrillError | null> {
		while (!this.lost) {
			if (await this.answersNow()) return null;
			await delay(Math.min(this.timing.everyMs, 500));
		}
		return this.lost;
	}

	/** Asks it once. */
	async answersNow(): Promise<boolean> {
		const late = new Error(`it did not answer within ${this.timing.answerWithinMs} ms`);
		try {
			await withDeadline(this.ping(), this.timing.answerWithinMs, () => late);
			this.#lastGoodMs = performance.now();
			this.#missed = 0;
			return true;
		} catch (error) {
			this.#missed += 1;
			this.#last = error;
			if (error !== late) this.#breaks += 1;
			const silentMs = performance.now() - this.#lastGoodMs;
			if (!this.lost && this.#missed >= LOST_AFTER_LOOKS && silentMs >= this.timing.lostAfterMs) this.#giveUp(silentMs);
			return false;
		}
	}

	#giveUp(silentMs: number): void {
		const since = `it has not answered for ${Math.round(silentMs / 1000)} s`;
		const text = `engine ${this.name} is lost: ${since} (${messageOf(this.#last) || 'no reason given'})`;
		this.#abort.abort(new VipdrillError('ENGINE_UNAVAILABLE', text));
	}

	async #watch(): Promise<void> {
		while (!this.#isOver && !this.lost) {
			await this.answersNow();
			// It must not keep a process alive whose work is over.
			await delay(this.timing.everyMs, undefined, { ref: false });
		}
	}

	[Symbol.dispose](): void {
		this.#isOver = true;
	}
}
