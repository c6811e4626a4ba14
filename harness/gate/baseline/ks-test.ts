/** What the Kolmogorov–Smirnov test says of two samples. */
export interface KsTest {
	/** The greatest distance of the two empirical distribution functions, 0–1. */
	distance: number;
	/** The chance of at least that distance, where both samples come from one distribution. */
	p: number;
}

/** Terms of Kolmogorov's series: it converges after a handful unless the distance is next to nothing. */
const TERMS = 100;

/**
 * The two-sample Kolmogorov–Smirnov test. p by Kolmogorov's limit with Stephens' correction for finite samples (Stephens, JRSS B 32, 1970; Numerical Recipes,
 * 3rd ed., §14.3.3); ties make it err towards "no difference". Null where a sample is empty.
 */
export function ksTest(first: readonly number[], second: readonly number[]): KsTest | null {
	const [n, m] = [first.length, second.length];
	if (n === 0 || m === 0) return null;
	const [a, b] = [first.toSorted((x, y) => x - y), second.toSorted((x, y) => x - y)];
	let [i, j, distance] = [0, 0, 0];
	while (i < n && j < m) {
		const at = Math.min(a[i] as number, b[j] as number);
		while (i < n && a[i] === at) i += 1;
		while (j < m && b[j] === at) j += 1;
		distance = Math.max(distance, Math.abs(i / n - j / m));
	}
	const root = Math.sqrt((n * m) / (n + m));
	return { distance, p: kolmogorovTail((root + 0.12 + 0.11 / root) * distance) };
}

/** P(K > x) of Kolmogorov's distribution. */
function kolmogorovTail(x: number): number {
	if (x < 0.2) return 1;
	let p = 0;
	for (let k = 1; k <= TERMS; k += 1) p += 2 * (k % 2 === 1 ? 1 : -1) * Math.exp(-2 * k * k * x * x);
	return Math.min(1, Math.max(0, p));
}
