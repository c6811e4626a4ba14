import type { Spread } from '../../labs/sim/random.ts';

/** The grid of lateness, milliseconds. What lies between two of its points counts as the earlier or the later: that gives bounds. */
const GRID_MS = 0.25;
/** Less than this is never. */
const NEVER = 1e-18;

/** How late something is, milliseconds, as probabilities on the grid. */
export interface Lateness {
	/** The first point, in steps of the grid; may be before 0. */
	from: number;
	mass: Float64Array;
}

/** To which point of the grid a time between two goes. */
export type Side = 'earlier' | 'later';

const pointOf = (ms: number, side: Side) => (side === 'later' ? Math.ceil(ms / GRID_MS - 1e-9) : Math.floor(ms / GRID_MS + 1e-9));

/** Certainly on time. */
export const ON_TIME: Lateness = { from: 0, mass: Float64Array.of(1) };

/** Of a duration that the simulator draws (labs/sim/random.ts): measured values each alike, or an exponential distribution, cut off at its maximum. */
export function ofSpread({ measured, minUs, meanUs, maxUs }: Spread, side: Side): Lateness {
	if (measured) {
		const { bodyUs, tailUs, tailShare } = measured;
		const bodyShare = tailUs.length === 0 ? 1 : 1 - tailShare;
		return gathered(
			[
				...bodyUs.map((us) => [us / 1000, bodyShare / bodyUs.length] as const),
				...(bodyShare === 1 ? [] : tailUs.map((us) => [us / 1000, tailShare / tailUs.length] as const)),
			],
			side,
		);
	}
	if (maxUs <= minUs || meanUs <= minUs) return gathered([[minUs / 1000, 1]], side);
	const [minMs, meanMs, maxMs] = [minUs / 1000, meanUs / 1000, maxUs / 1000];
	const above = (ms: number) => (ms >= maxMs ? 0 : ms <= minMs ? 1 : Math.exp(-(ms - minMs) / (meanMs - minMs)));
	return betweenPoints(minMs, maxMs, above, side);
}

/** Evenly between two times, and never before 0. */
export function evenly(fromMs: number, toMs: number, side: Side): Lateness {
	if (toMs <= 0) return ON_TIME;
	if (toMs <= fromMs) return gathered([[Math.max(0, fromMs), 1]], side);
	const above = (ms: number) => (ms < 0 ? 1 : Math.min(1, Math.max(0, (toMs - ms) / (toMs - fromMs))));
	return betweenPoints(Math.max(0, fromMs), toMs, above, side);
}

/** From the probability to be later than each point. What is between two points goes to one of them. */
function betweenPoints(minMs: number, maxMs: number, above: (ms: number) => number, side: Side): Lateness {
	const from = pointOf(minMs, 'earlier');
	const last = pointOf(maxMs, 'later');
	const mass = new Float64Array(last - from + 1);
	let before = 1;
	for (let point = from; point <= last; point += 1) {
		const after = point === last ? 0 : above(point * GRID_MS);
		const at = side === 'later' ? point : Math.max(from, point - 1);
		mass[at - from] = (mass[at - from] as number) + before - after;
		before = after;
	}
	return { from, mass };
}

function gathered(values: readonly (readonly [ms: number, share: number])[], side: Side): Lateness {
	const points = values.map(([ms]) => pointOf(ms, side));
	const from = Math.min(...points);
	const mass = new Float64Array(Math.max(...points) - from + 1);
	for (const [i, [, share]] of values.entries()) {
		const at = (points[i] as number) - from;
		mass[at] = (mass[at] as number) + share;
	}
	return { from, mass };
}

/** The sum of two that do not depend on each other. */
export function plus(a: Lateness, b: Lateness): Lateness {
	const mass = new Float64Array(a.mass.length + b.mass.length - 1);
	for (const [i, p] of a.mass.entries()) {
		if (p < NEVER) continue;
		for (const [j, q] of b.mass.entries()) mass[i + j] = (mass[i + j] as number) + p * q;
	}
	return trimmed({ from: a.from + b.from, mass });
}

/** The other way round: early by as much. */
export const minus = ({ from, mass }: Lateness): Lateness => ({ from: -(from + mass.length - 1), mass: mass.toReversed() });

function trimmed({ from, mass }: Lateness): Lateness {
	let end = mass.length;
	while (end > 1 && (mass[end - 1] as number) < NEVER) end -= 1;
	return { from, mass: mass.subarray(0, end) };
}

/** The mean, milliseconds. */
export const meanMs = ({ from, mass }: Lateness): number => mass.reduce((sum, p, i) => sum + p * (from + i), 0) * GRID_MS;

/** The probability to be later than a time, milliseconds, asked quickly. */
export class Tail {
	readonly #from: number;
	readonly #above: Float64Array;

	constructor({ from, mass }: Lateness) {
		this.#from = from;
		this.#above = new Float64Array(mass.length);
		let sum = 0;
		for (let i = mass.length - 1; i >= 0; i -= 1) {
			this.#above[i] = sum;
			sum += mass[i] as number;
		}
	}

	after(ms: number): number {
		const at = Math.floor(ms / GRID_MS + 1e-9) - this.#from;
		if (at < 0) return 1;
		return this.#above[at] ?? 0;
	}
}
