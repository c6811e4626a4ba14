import type { TrialMeasurements } from '../metrics/measurements.ts';
import { numbersAt, numericMetrics } from '../metrics/metric.ts';

/** Of the metric's values in all trials: one a trial, or of a group such as the survivors of `mesh.backendRemovedMs` each. Percentiles are nearest-rank. */
export interface Summary {
	n: number;
	min: number;
	p50: number;
	p95: number;
	max: number;
}

/** The nearest-rank percentile (0 < `percent` ≤ 100): the smallest value that at least so many per cent do not exceed; null without values. */
export function percentile(values: readonly number[], percent: number): number | null {
	const sorted = values.toSorted((a, b) => a - b);
	const rank = Math.max(1, Math.ceil((percent * sorted.length) / 100));
	return sorted[rank - 1] ?? null;
}

/** Count, extremes and nearest-rank percentiles; null without values. */
export function summaryOf(values: readonly number[]): Summary | null {
	const [min, p50, p95, max] = [0, 50, 95, 100].map((percent) => percentile(values, percent));
	if (typeof min !== 'number' || typeof p50 !== 'number' || typeof p95 !== 'number' || typeof max !== 'number') return null;
	return { n: values.length, min, p50, p95, max };
}

/** One Summary for each numeric metric that has a value in at least one trial, by dotted path, over the trials that have one. */
export function summarize(trials: readonly TrialMeasurements[]): Record<string, Summary> {
	const rows = numericMetrics(trials).flatMap((path): [string, Summary][] => {
		const summary = summaryOf(trials.flatMap((trial) => numbersAt(trial, path)));
		return summary ? [[path, summary]] : [];
	});
	return Object.fromEntries(rows);
}
