import { midRanks } from './mid-ranks.ts';
import { normalTail } from './normal.ts';

/** What a rank test says of two samples. */
export interface RankTest {
	/** Two-sided: the chance of ranks at least as uneven, where both samples come from one distribution. */
	p: number;
	/** The share of pairs in which the second sample's value is the greater one; ties count half. ½ where neither tends to be. */
	superiority: number;
}

/** Up to so many values in all the exact distribution is counted out; beyond, the normal approximation is good to a few per cent of p. */
const EXACT_UP_TO = 24;

/**
 * The Mann–Whitney U test, also known as Wilcoxon's rank-sum test (Mann and Whitney, Ann. Math. Statist. 18, 1947), of independent samples.
 * Ties get their mean rank. Small samples: the exact permutation distribution of these ranks; others: normal, with tie and continuity
 * correction (Lehmann, Nonparametrics, §1.2–1.4). Null where a sample is empty.
 */
export function rankTest(first: readonly number[], second: readonly number[]): RankTest | null {
	const [n, m] = [first.length, second.length];
	if (n === 0 || m === 0) return null;
	// Twice the rank is a whole number also in ties.
	const { doubled, tieSum } = midRanks([...first, ...second]);
	const sum = doubled.slice(n).reduce((total, rank) => total + rank, 0);
	const expected = m * (n + m + 1);
	const superiority = (sum / 2 - (m * (m + 1)) / 2) / (n * m);
	const away = Math.abs(sum - expected);
	const p = n + m <= EXACT_UP_TO ? exactP(doubled, m, expected, away) : normalP(n, m, tieSum, away / 2);
	return { p: Math.min(1, p), superiority };
}

/** The share of all ways to choose `m` of the ranks whose sum is at least so far from the expected one. */
function exactP(doubled: readonly number[], m: number, expected: number, away: number): number {
	const most = doubled.reduce((total, rank) => total + rank, 0);
	/** ways[k][s]: in how many ways k of the ranks looked at so far sum up to s. */
	const ways = Array.from({ length: m + 1 }, () => new Float64Array(most + 1));
	(ways[0] as Float64Array)[0] = 1;
	for (const rank of doubled) {
		for (let k = m; k >= 1; k -= 1) {
			const [to, from] = [ways[k] as Float64Array, ways[k - 1] as Float64Array];
			for (let s = most; s >= rank; s -= 1) to[s] = (to[s] as number) + (from[s - rank] as number);
		}
	}
	let [all, extreme] = [0, 0];
	for (const [s, count] of (ways[m] as Float64Array).entries()) {
		all += count;
		if (Math.abs(s - expected) >= away) extreme += count;
	}
	return extreme / all;
}

/** The two-sided p by the normal approximation; `away`: how far the sum of the second sample's ranks is from its expectation. */
export function normalP(n: number, m: number, tieSum: number, away: number): number {
	const total = n + m;
	const variance = ((n * m) / 12) * (total + 1 - tieSum / (total * (total - 1)));
	if (variance === 0) return 1;
	return 2 * normalTail(Math.max(0, away - 0.5) / Math.sqrt(variance));
}
