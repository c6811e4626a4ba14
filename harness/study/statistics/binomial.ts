/** An interval of a share, 0–1. */
export interface ShareInterval {
	low: number;
	high: number;
}

/**
 * The exact interval of a share that `k` of `n` trials showed (Clopper and Pearson 1934): each side is missed with a probability of at most (1 − level) / 2.
 * n of 0 tells nothing: 0 to 1. Throws RangeError for a `k` that is not from 0 to n.
 */
export function clopperPearson(k: number, n: number, level = 0.95): ShareInterval {
	const miss = (1 - level) / 2;
	return { low: k === 0 ? 0 : 1 - upperBound(n - k, n, 1 - miss), high: upperBound(k, n, 1 - miss) };
}

/**
 * The greatest share that `k` of `n` trials leave possible at this one-sided confidence: with it, so few as k come with a probability of 1 − confidence.
 * Of 0 in n that is 1 − (1 − confidence)^(1/n).
 */
export function upperBound(k: number, n: number, confidence = 0.95): number {
	if (!(k >= 0 && k <= n)) throw new RangeError(`${k} of ${n}`);
	if (k === n) return 1;
	let [low, high] = [k / n, 1];
	for (let i = 0; i < 60; i += 1) {
		const middle = (low + high) / 2;
		if (atMost(k, n, middle) > 1 - confidence) low = middle;
		else high = middle;
	}
	return high;
}

/** The probability of at most `k` in `n` trials of this share. */
function atMost(k: number, n: number, share: number): number {
	if (share >= 1) return k >= n ? 1 : 0;
	if (share <= 0) return 1;
	let [logTerm, sum] = [n * Math.log1p(-share), 0];
	for (let i = 0; i <= k; i += 1) {
		sum += Math.exp(logTerm);
		logTerm += Math.log((n - i) / (i + 1)) + Math.log(share / (1 - share));
	}
	return Math.min(1, sum);
}
