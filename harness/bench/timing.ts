import { percentile } from '../measure/summary.ts';

/** The median; NaN of none. */
export const median = (values: readonly number[]): number => percentile([...values], 50) ?? Number.NaN;

/** How long some work takes, by the clock on the wall; milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
	const startedMs = performance.now();
	await work();
	return performance.now() - startedMs;
}
