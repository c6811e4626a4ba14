import type { HttpOutcome } from '../../../timeline/requests.ts';
import type { Samples } from '../../../timeline/samples.ts';
import type { Machine } from '../machine.ts';
import type { SimTask } from '../swarm/tasks.ts';

/** An open-loop load: request i is due at `startUs` + i / rate, and failed `timeoutUs` later. */
export interface RequestLoad {
	ratePerSecond: number;
	timeoutUs: number;
	startUs: number;
	/** When each is due after the start, microseconds; by default all at the same distance. */
	afterUs?: (request: number) => number;
}

/** The requests of one stream, by number from 0: when each is due, and what became of it. */
export class Requests {
	readonly startUs: number;
	readonly ratePerSecond: number;
	readonly timeoutUs: number;
	readonly #afterUs: RequestLoad['afterUs'];

	constructor(
		private readonly machines: readonly Machine[],
		private readonly into: Samples,
		{ startUs, ratePerSecond, timeoutUs, afterUs }: RequestLoad,
	) {
		this.startUs = startUs;
		this.ratePerSecond = ratePerSecond;
		this.timeoutUs = timeoutUs;
		this.#afterUs = afterUs;
	}

	dueUs(request: number): number {
		const afterUs = this.#afterUs ? this.#afterUs(request) : (request * 1_000_000) / this.ratePerSecond;
		return this.startUs + Math.round(afterUs);
	}

	/** When its time is over. */
	endUs(request: number): number {
		return this.dueUs(request) + this.timeoutUs;
	}

	answered(request: number, doneUs: number, task: SimTask | null): void {
		const node = task === null ? null : (this.machines[task.node]?.name ?? null);
		this.into.answered(request, this.dueUs(request), doneUs, node, task === null ? null : task.id);
	}

	failed(request: number, outcome: Exclude<HttpOutcome, 'ok' | 'not-sent'>, doneUs: number): void {
		this.into.failed(request, outcome, this.dueUs(request), doneUs);
	}
}
