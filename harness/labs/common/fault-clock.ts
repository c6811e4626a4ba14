import { parseDurationMs } from '../../base/units.ts';
import type { DrillSpec, FaultStep } from '../../scenario/spec.ts';

/** What is to be done next by a drill's clock, and when; milliseconds since the clock began. `end`: the drill has observed long enough. */
export type Due<F> =
	| { atMs: number; do: 'inject'; step: FaultStep; index: number }
	| { atMs: number; do: 'undo'; fault: F }
	| { atMs: number; do: 'end' };

/**
 * When a drill's faults are injected and undone: one schedule for real and simulated trials. A fault's time counts from the clock's beginning;
 * how long it lasts counts from the moment it was injected, which `lasts` is told. What is due at the same moment comes in the drill's order,
 * what was added later last. Whoever asks `next` waits for `atMs` and acts; null once nothing is left.
 */
export class FaultClock<F> {
	readonly #due: Due<F>[];

	constructor({ faults, observe }: Pick<DrillSpec, 'faults' | 'observe'>) {
		this.#due = faults.map((step, index) => ({ atMs: parseDurationMs(step.at), do: 'inject', step, index }));
		if (observe) this.#due.push({ atMs: parseDurationMs(observe), do: 'end' });
	}

	/** Takes what is due next. */
	next(): Due<F> | null {
		// Stable: what is due at the same moment stays in its order.
		this.#due.sort((a, b) => a.atMs - b.atMs);
		return this.#due.shift() ?? null;
	}

	/** Notes that a step's fault was injected at `firedMs` of this clock, so that it is undone in time; one without an end stays. */
	lasts({ lasts }: FaultStep, firedMs: number, fault: F): void {
		if (lasts) this.#due.push({ atMs: firedMs + parseDurationMs(lasts), do: 'undo', fault });
	}
}
