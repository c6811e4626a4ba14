/** A confidence interval of the median. */
export interface MedianInterval {
	low: number;
	high: number;
	/** The chance that such an interval holds the median, at least as great as was asked for. */
	coverage: number;
}

/**
 * The distribution-free confidence interval of the median: from the r-th smallest to the r-th greatest value, with the greatest r whose
 * coverage 1 − 2·P(Bin(n, ½) < r) is enough. It assumes nothing but independent draws (Conover, Practical Nonparametric Statistics, 3rd ed.,
 * §3.2; David and Nagaraja, Order Statistics, 3rd ed., §7.1). Null where there are too few values: 95 % takes six.
 */
export function medianInterval(values: readonly number[], confidence = 0.95): MedianInterval | null {
	const sorted = values.toSorted((a, b) => a - b);
	const n = sorted.length;
	let rank = 0;
	let coverage = 0;
	let outside = 0;
	for (let r = 1; 2 * r <= n; r += 1) {
		outside += 2 * binomialHalf(n, r - 1);
		if (1 - outside < confidence) break;
		rank = r;
		coverage = 1 - outside;
	}
	const [low, high] = [sorted[rank - 1], sorted[n - rank]];
	return rank === 0 || low === undefined || high === undefined ? null : { low, high, coverage };
}

/** P(Bin(n, ½) = k), by logarithms, so that no factor over- or underflows. */
function binomialHalf(n: number, k: number): number {
	let log = -n * Math.LN2;
	for (let i = 1; i <= k; i += 1) log += Math.log((n - k + i) / i);
	return Math.exp(log);
}
