import type { Asks, EngineData } from '../engine.ts';

/** A question to a worker. */
export interface Asked<K extends keyof Asks> {
	id: number;
	what: K;
	ask: Asks[K]['ask'];
}

/** Its answer, or what is wrong. */
export interface Told {
	id: number;
	answer: unknown;
	problem: string | null;
}

/** Nobody waits longer for an answer while typing; a worker that takes longer is ended, and another one begun. */
const LONGEST_MS = 20_000;
/** More workers than this help nobody. */
const MOST_WORKERS = 8;

/** Thrown where nobody wants the answer any more. */
export class Cancelled extends Error {}

/** What a failed question is told as. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

interface Waiting {
	done(answer: unknown): void;
	failed(error: Error): void;
	timer: number;
}

/** A worker with an engine in it, which answers one question after the other. */
export class EngineWorker {
	#worker: Worker | null = null;
	#waiting = new Map<number, Waiting>();
	#next = 1;

	constructor(
		private readonly url: string,
		private readonly data: EngineData,
		private readonly longestMs = LONGEST_MS,
	) {}

	get load(): number {
		return this.#waiting.size;
	}

	/** Rejects with what is wrong with the files, with Cancelled, or where it took too long. */
	ask<K extends keyof Asks>(what: K, ask: Asks[K]['ask']): Promise<Asks[K]['answer']> {
		const worker = this.#begin();
		const id = this.#next++;
		return new Promise((resolve, reject) => {
			const timer = window.setTimeout(
				() => this.end(new Error('It took too long, and was stopped. Is a file very large?')),
				this.longestMs,
			);
			this.#waiting.set(id, { done: (answer) => resolve(answer as Asks[K]['answer']), failed: reject, timer });
			const asked: Asked<K> = { id, what, ask };
			worker.postMessage(asked);
		});
	}

	/** Ends the worker and all that it was asked; the next question begins another one. */
	end(why: Error = new Cancelled()): void {
		this.#worker?.terminate();
		this.#worker = null;
		const waiting = [...this.#waiting.values()];
		this.#waiting.clear();
		for (const { failed, timer } of waiting) {
			clearTimeout(timer);
			failed(why);
		}
	}

	#begin(): Worker {
		if (this.#worker) return this.#worker;
		const worker = new Worker(this.url);
		worker.onmessage = ({ data }: MessageEvent<Told>) => {
			const waiting = this.#waiting.get(data.id);
			if (!waiting) return;
			this.#waiting.delete(data.id);
			clearTimeout(waiting.timer);
			if (data.problem === null) waiting.done(data.answer);
			else waiting.failed(new Error(data.problem));
		};
		worker.onerror = ({ message }) => this.end(new Error(message || 'the worker ended'));
		worker.postMessage({ version: this.data.version, drills: this.data.drills, calibration: this.data.calibration });
		this.#worker = worker;
		return worker;
	}
}

/** Workers for what can be done in parts: trials, and classes of failures. */
export class Crew {
	readonly #workers: EngineWorker[];

	constructor(url: string, data: EngineData) {
		const count = Math.min(MOST_WORKERS, Math.max(1, navigator.hardwareConcurrency || 2));
		this.#workers = Array.from({ length: count }, () => new EngineWorker(url, data, 10 * LONGEST_MS));
	}

	get size(): number {
		return this.#workers.length;
	}

	/** Asks the parts, each of whoever is free, and hands the answers over as they come. Rejects with the first that fails, or Cancelled. */
	async all<K extends keyof Asks>(
		what: K,
		parts: readonly Asks[K]['ask'][],
		take: (answer: Asks[K]['answer'], index: number) => void,
	): Promise<void> {
		const indices = parts.keys();
		await Promise.all(
			this.#workers.slice(0, Math.max(1, parts.length)).map(async (worker) => {
				for (const index of indices) take(await worker.ask(what, parts[index] as Asks[K]['ask']), index);
			}),
		);
	}

	end(): void {
		for (const worker of this.#workers) worker.end();
	}
}
