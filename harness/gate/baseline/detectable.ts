import { median } from './median-difference.ts';
import { midRanks } from './mid-ranks.ts';
import type { Random } from './random.ts';
import { normalP } from './rank-test.ts';

/** The chance to find a regression that is there: in four of five such runs. */
const POWER = 0.8;
const DRAWS = 120;
/** Each halves what is not known; eight leave less than half a per cent of the spread. */
const STEPS = 8;

/** What a comparison could have seen. */
export interface Sensitivity {
	before: readonly number[];
	after: readonly number[];
	/** A regression is worse by more than this; in the metric's unit. */
	practical: number;
	/** And its p is below this. */
	level: number;
}

/**
 * The smallest worsening of all values that such a comparison would call a regression in four of five runs, in the metric's unit: by
 * drawing from what was measured, each side about its own median, and moving the second side. Null where none would be found however
 * great it is, because there are too few trials. Deterministic for one `random`.
 */
export function detectableWorsening({ before, after, practical, level }: Sensitivity, random: Random): number | null {
	const centred = [...aroundMedian(before), ...aroundMedian(after)];
	if (before.length === 0 || after.length === 0) return null;
	const spread = Math.max(...centred) - Math.min(...centred);
	const draw = (n: number) => Array.from({ length: n }, () => centred[Math.floor(random() * centred.length)] as number);
	const pairs = Array.from({ length: DRAWS }, () => ({ first: draw(before.length), second: draw(after.length) }));
	const power = (shift: number) => pairs.filter((pair) => isFound(pair, shift, practical, level)).length / DRAWS;
	// Beyond the spread all values of the one side lie above all of the other.
	let [low, high] = [practical, 2 * (practical + spread)];
	if (power(high) < POWER) return null;
	for (let step = 0; step < STEPS; step += 1) {
		const middle = (low + high) / 2;
		if (power(middle) < POWER) low = middle;
		else high = middle;
	}
	return high;
}

function aroundMedian(values: readonly number[]): number[] {
	const middle = median(values) ?? 0;
	return values.map((value) => value - middle);
}

function isFound(
	{ first, second }: { first: number[]; second: number[] },
	shift: number,
	practical: number,
	level: number,
): boolean {
	const moved = second.map((value) => value + shift);
	const difference = (median(moved) ?? 0) - (median(first) ?? 0);
	return difference > practical && rankP(first, moved) < level;
}

/** The Mann–Whitney test by its normal approximation: the exact one is too dear for so many draws. */
function rankP(first: readonly number[], second: readonly number[]): number {
	const [n, m] = [first.length, second.length];
	const { doubled, tieSum } = midRanks([...first, ...second]);
	const sum = doubled.slice(n).reduce((all, rank) => all + rank, 0);
	return normalP(n, m, tieSum, Math.abs(sum - m * (n + m + 1)) / 2);
}
