import { normalQuantile } from './normal.ts';

/** The fewest trials of each side with which an interval of the median means anything: as in measure/median-ci.ts, 95 % takes six. */
export const FEWEST_TRIALS = 6;
/** Beyond that nobody repeats a drill, and the estimate means nothing. */
const MOST = 1000;
/** The chance to find a difference that is there. */
const POWER = 0.8;

/** What a comparison that could not tell knows. */
export interface Undecided {
	/** Trials of the smaller side. */
	n: number;
	/** How much worse the median is (negative where it is better), and the upper end of the interval; in the metric's unit. */
	worse: number;
	worseAtMost: number;
	/** The size from which on it matters. */
	practical: number;
	/** The share of pairs in which the second run is worse. */
	superiority: number;
	/** The level that p must fall below before it is corrected. */
	level: number;
}

/**
 * How many trials of each side would probably tell; null where more than a thousand. Where the difference is as great as matters, enough to
 * find such ranks in four of five cases (Noether, J. Amer. Statist. Assoc. 82, 1987); where it is smaller, enough for the interval to leave
 * out what matters, for it narrows with the root of their number.
 */
export function trialsNeeded({ n, worse, worseAtMost, practical, superiority, level }: Undecided): number | null {
	const byRanks = (normalQuantile(level / 2) + normalQuantile(1 - POWER)) ** 2 / (6 * Math.max(0, superiority - 0.5) ** 2);
	const byWidth = n * ((worseAtMost - worse) / (practical - worse)) ** 2;
	const estimate = worse >= practical ? byRanks : byWidth;
	const needed = Math.max(FEWEST_TRIALS, Math.ceil(estimate));
	if (!(needed <= MOST)) return null;
	return Math.max(needed, n + 1);
}
