/**
 * The chance of more than `z` under the standard normal distribution. By the Chebyshev fit of erfc in Press et al., Numerical Recipes, 2nd
 * ed., §6.2, whose relative error is below 1.2e-7 everywhere, so that far tails are right too.
 */
export function normalTail(z: number): number {
	const x = Math.abs(z) / Math.SQRT2;
	const t = 1 / (1 + x / 2);
	const fit = COEFFICIENTS.reduceRight((sum, coefficient) => coefficient + t * sum, 0);
	const tail = (t * Math.exp(-x * x + fit)) / 2;
	return z >= 0 ? tail : 1 - tail;
}

const COEFFICIENTS = [
	-1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277,
];

/** The z that is exceeded with a chance of `tail` (0 < tail ≤ ½), by bisection to 1e-9. */
export function normalQuantile(tail: number): number {
	let [low, high] = [0, 40];
	while (high - low > 1e-9) {
		const middle = (low + high) / 2;
		if (normalTail(middle) > tail) low = middle;
		else high = middle;
	}
	return low;
}
