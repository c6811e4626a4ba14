import type { Random } from './random.ts';

/** How far the second sample's median lies above the first one's, with a confidence interval. */
export interface MedianDifference {
	difference: number;
	low: number;
	high: number;
}

/** Of each sample, by default. */
export const RESAMPLES = 2000;
/** Of the interval, by default. */
const CONFIDENCE = 0.95;

/** The median, the mean of the middle two where their number is even; null of nothing. */
export function median(values: readonly number[]): number | null {
	const sorted = values.toSorted((a, b) => a - b);
	const low = sorted[Math.floor((sorted.length - 1) / 2)];
	const high = sorted[Math.floor(sorted.length / 2)];
	return low === undefined || high === undefined ? null : (low + high) / 2;
}

export interface IntervalOptions {
	/** The same one gives the same interval. */
	random: Random;
	resamples?: number;
	/** Of the interval, 0–1. */
	confidence?: number;
}

/**
 * The difference of medians and its percentile bootstrap interval from resamples of each sample (Efron and Tibshirani, An
 * Introduction to the Bootstrap, §13.3). Null where a sample is empty.
 */
export function medianDifference(
	first: readonly number[],
	second: readonly number[],
	{ random, resamples = RESAMPLES, confidence = CONFIDENCE }: IntervalOptions,
): MedianDifference | null {
	const [before, after] = [median(first), median(second)];
	if (before === null || after === null) return null;
	const [a, b] = [resampler(first, random), resampler(second, random)];
	return { difference: after - before, ...percentiles(() => b() - a(), resamples, confidence) };
}

/** The median of paired differences and its percentile bootstrap interval, in the same way; null of nothing. */
export function medianOfDifferences(
	differences: readonly number[],
	{ random, resamples = RESAMPLES, confidence = CONFIDENCE }: IntervalOptions,
): MedianDifference | null {
	const difference = median(differences);
	if (difference === null) return null;
	return { difference, ...percentiles(resampler(differences, random), resamples, confidence) };
}

function percentiles(draw: () => number, resamples: number, confidence: number): { low: number; high: number } {
	const drawn = Float64Array.from({ length: resamples }, draw).sort();
	const edge = Math.floor(((1 - confidence) / 2) * resamples);
	return { low: drawn[edge] as number, high: drawn[resamples - 1 - edge] as number };
}

/** Medians of resamples. Counts how often each of the sorted values is drawn, which is quicker than to sort every resample. */
function resampler(values: readonly number[], random: Random): () => number {
	const sorted = values.toSorted((a, b) => a - b);
	const n = sorted.length;
	const drawn = new Uint32Array(n);
	const [lower, upper] = [Math.floor((n - 1) / 2), Math.floor(n / 2)];
	return () => {
		drawn.fill(0);
		for (let i = 0; i < n; i += 1) {
			const index = Math.floor(random() * n);
			drawn[index] = (drawn[index] as number) + 1;
		}
		let seen = 0;
		let low: number | null = null;
		for (let i = 0; i < n; i += 1) {
			seen += drawn[i] as number;
			if (low === null && seen > lower) low = sorted[i] as number;
			if (low !== null && seen > upper) return (low + (sorted[i] as number)) / 2;
		}
		return low ?? Number.NaN;
	};
}
