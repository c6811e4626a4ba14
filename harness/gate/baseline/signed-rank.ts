import { midRanks } from './mid-ranks.ts';
import { normalTail } from './normal.ts';
import type { RankTest } from './rank-test.ts';

/** Up to so many differences the exact distribution is counted out; beyond, the normal approximation is good to a few per cent of p. */
const EXACT_UP_TO = 30;

/**
 * Wilcoxon's signed-rank test (Biometrics Bulletin 1, 1945) of paired differences, second less first. Differences of zero say nothing and are
 * left out; ties get their mean rank. Small samples: the exact distribution over all signs of these ranks; others: normal, with continuity correction
 * (Lehmann, Nonparametrics, §3.1–3.2). `superiority` is the share of positive differences, zeros as half. Null without differences.
 */
export function signedRankTest(differences: readonly number[]): RankTest | null {
	if (differences.length === 0) return null;
	const positive = differences.filter((d) => d > 0).length;
	const zero = differences.filter((d) => d === 0).length;
	const superiority = (positive + zero / 2) / differences.length;
	const counted = differences.filter((d) => d !== 0);
	if (counted.length === 0) return { p: 1, superiority };
	// Twice the rank is a whole number also in ties.
	const { doubled } = midRanks(counted.map(Math.abs));
	const all = doubled.reduce((total, rank) => total + rank, 0);
	const ups = doubled.reduce((total, rank, i) => total + ((counted[i] as number) > 0 ? rank : 0), 0);
	const away = Math.abs(ups - all / 2);
	const p = counted.length <= EXACT_UP_TO ? exactP(doubled, all, away) : normalP(doubled, away);
	return { p: Math.min(1, p), superiority };
}

/** The share of all choices of signs whose sum of positive ranks is at least so far from the middle. */
function exactP(doubled: readonly number[], all: number, away: number): number {
	const ways = new Float64Array(all + 1);
	ways[0] = 1;
	for (const rank of doubled) for (let s = all; s >= rank; s -= 1) ways[s] = (ways[s] as number) + (ways[s - rank] as number);
	let extreme = 0;
	for (const [s, count] of ways.entries()) if (Math.abs(s - all / 2) >= away) extreme += count;
	return extreme / 2 ** doubled.length;
}

function normalP(doubled: readonly number[], away: number): number {
	const variance = doubled.reduce((total, rank) => total + (rank / 2) ** 2, 0) / 4;
	return 2 * normalTail(Math.max(0, away / 2 - 0.5) / Math.sqrt(variance));
}
