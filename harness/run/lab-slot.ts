import { cleanupFailed, messageOf, VipdrillError } from '../base/errors.ts';
import type { EngineWatch } from './engine-watch.ts';

/** The lab of a run, which is brought up anew where a trial has left it unfit for the next. Disposing of it removes the lab. */
export class LabSlot<L extends AsyncDisposable> implements AsyncDisposable {
	#lab: L | null = null;
	/** Labs that were given up, and could not be removed then. */
	#left: L[] = [];
	#fresh = true;
	#rebuilds = 0;
	/** Why the lab is to stay; null where it is not. */
	#keptFor: string | null = null;

	private constructor(
		private readonly start: () => Promise<L>,
		private readonly signal: AbortSignal,
		private readonly maxRebuilds: number,
		private readonly tell: (text: string) => void,
		/** Watches the engine that the lab is on, where a run has several; null where it has one. */
		readonly watch: EngineWatch | null,
	) {}

	/** Brings the first lab up. Rejects as `start` does: a cluster that never came up is not tried again. */
	static async open<L extends AsyncDisposable>(
		start: () => Promise<L>,
		signal: AbortSignal,
		maxRebuilds: number,
		tell: (text: string) => void = () => {},
		watch: EngineWatch | null = null,
	): Promise<LabSlot<L>> {
		const slot = new LabSlot(start, signal, maxRebuilds, tell, watch);
		slot.#lab = await start();
		return slot;
	}

	/** The lab as it is; null where it was given up. */
	get current(): L | null {
		return this.#lab;
	}

	/** How often the lab was brought up anew. */
	get rebuilds(): number {
		return this.#rebuilds;
	}

	/** Whether no trial has touched this lab yet. */
	get fresh(): boolean {
		return this.#fresh;
	}

	/** The lab to run a trial on, a new one where the last was given up. Throws LAB_FAILED once it was rebuilt too often. */
	async acquire(): Promise<L> {
		let cause: unknown;
		while (!this.#lab) {
			this.signal.throwIfAborted();
			if (this.watch?.lost) throw this.watch.lost;
			if (this.#rebuilds >= this.maxRebuilds) {
				const last = cause instanceof Error ? `; the last time: ${cause.message}` : '';
				const text = `the lab was rebuilt ${this.maxRebuilds} times; what is left was not run${last}`;
				throw new VipdrillError('LAB_FAILED', text, { cause });
			}
			this.#rebuilds += 1;
			try {
				this.#lab = await this.start();
				this.#fresh = true;
			} catch (error) {
				cause = error;
			}
		}
		return this.#lab;
	}

	/** Notes that a trial begins on the lab. */
	markUsed(): void {
		this.#fresh = false;
	}

	/** Has the lab stay as it is once the run is over, for a reason. It is removed all the same where the run is ended otherwise. */
	keep(why: string): void {
		this.#keptFor = why;
	}

	/** The lab that is to stay, with the reason, which this slot then removes no more; null where none is. */
	takeKept(): { lab: L; why: string } | null {
		if (this.#lab === null || this.#keptFor === null) return null;
		const kept = { lab: this.#lab, why: this.#keptFor };
		this.#lab = null;
		return kept;
	}

	/** Removes the lab; the next trial gets a new one. Where it could not be removed, says so, and it is tried again at the end: never throws. */
	async discard(): Promise<void> {
		const lab = this.#lab;
		this.#lab = null;
		try {
			if (lab) await this.#remove(lab);
		} catch (error) {
			if (lab) this.#left.push(lab);
			this.tell(`${messageOf(error)}; it is tried again at the end`);
		}
	}

	/** Removes the lab, and what is left of those before it. Rejects with CLEANUP_FAILED, naming all that could not be removed. */
	async [Symbol.asyncDispose](): Promise<void> {
		const labs = [...this.#left, ...(this.#lab ? [this.#lab] : [])];
		this.#lab = null;
		this.#left = [];
		await removeAll(labs.map((lab) => ({ [Symbol.asyncDispose]: () => this.#remove(lab) })));
	}

	/** Removes a lab. From an engine that was lost and still does not answer nothing can be removed, and nobody waits for that. */
	async #remove(lab: L): Promise<void> {
		const { watch } = this;
		if (watch?.lost && !(await watch.answersNow()))
			throw new Error(
				`what is left on engine ${watch.name} can't be removed, for it does not answer; run \`vipdrill clean\` once it does`,
			);
		await lab[Symbol.asyncDispose]();
	}
}

/** Removes several labs (or whatever can be disposed of), each whatever becomes of the others. Rejects with CLEANUP_FAILED, naming all that could not be. */
export async function removeAll(labs: readonly AsyncDisposable[]): Promise<void> {
	const ends = await Promise.allSettled(labs.map(async (lab) => lab[Symbol.asyncDispose]()));
	const failed = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
	if (failed.length > 0) throw cleanupFailed(failed);
}

/** What went wrong, and that something is left besides: CLEANUP_FAILED. Of an interruption only what is left is told. */
export function alsoNotRemoved(error: unknown, notRemoved: Error): VipdrillError {
	const isInterruption = error instanceof VipdrillError && error.code === 'INTERRUPTED';
	const text = error instanceof Error && !isInterruption ? `${error.message}\n${notRemoved.message}` : notRemoved.message;
	return new VipdrillError('CLEANUP_FAILED', text, { cause: error });
}
