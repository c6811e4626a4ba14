import type { Range } from './shape.ts';

/** Whole microseconds, as milliseconds: sums of VRRP's timers have no more digits. */
const exact = (ms: number) => Math.round(Math.max(0, ms) * 1000) / 1000;

/** From `minMs` to `maxMs`. */
export const between = (minMs: number, maxMs: number): Range => ({ minMs: exact(minMs), maxMs: exact(maxMs), unbounded: null });

/** At least so long; nothing says how long at most, and `why` says why. */
export const atLeast = (minMs: number, why: string): Range => ({ minMs: exact(minMs), maxMs: null, unbounded: why });

export const NONE: Range = between(0, 0);

/** One after the other. */
export const after = (first: Range, then: Range): Range => ({
	minMs: exact(first.minMs + then.minMs),
	maxMs: first.maxMs === null || then.maxMs === null ? null : exact(first.maxMs + then.maxMs),
	unbounded: first.unbounded ?? then.unbounded,
});

/** Whichever comes first. Not to be called without any. */
export function firstOf(ranges: readonly Range[]): Range {
	const maxima = ranges.flatMap(({ maxMs }) => maxMs ?? []);
	const minMs = Math.min(...ranges.map((range) => range.minMs));
	if (maxima.length > 0) return between(minMs, Math.min(...maxima));
	return { minMs: exact(minMs), maxMs: null, unbounded: ranges[0]?.unbounded ?? null };
}
