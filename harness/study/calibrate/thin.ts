/** Measured values, thinned: the greatest as they are, the others in groups of equal weight, each with its mean. */
export interface Thinned {
	body: number[];
	/** The greatest values; each has the same share. */
	tail: number[];
	/** Share of all values that the tail stands for, 0–1. */
	tailShare: number;
}

/** So many groups, and so many of the greatest values, are kept: a rare late step decides more than where in the crowd the others lie. */
const BODY = 192;
const TAIL = 32;

/**
 * Thins sorted values out so that whoever draws from what is left (from the tail with `tailShare`, else from the body, each value alike) draws with
 * exactly their mean, and never less or more than was measured. Where there are few, all are kept.
 */
export function thin(sorted: readonly number[]): Thinned {
	const body = sorted.slice(0, Math.max(0, sorted.length - TAIL));
	if (body.length <= BODY) return { body: [...sorted], tail: [], tailShare: 0 };
	const size = body.length / BODY;
	return {
		body: Array.from({ length: BODY }, (_, i) => meanBetween(body, i * size, (i + 1) * size)),
		tail: sorted.slice(-TAIL),
		tailShare: TAIL / sorted.length,
	};
}

/** The mean of the values from one place to another; of those at the ends only the part that lies between counts. */
function meanBetween(values: readonly number[], from: number, to: number): number {
	let sum = 0;
	for (let i = Math.floor(from); i < to; i += 1) sum += (values[i] ?? 0) * (Math.min(i + 1, to) - Math.max(i, from));
	return sum / (to - from);
}
