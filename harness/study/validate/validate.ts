import { ksTest } from '../../gate/baseline/ks-test.ts';
import { medianDifference } from '../../gate/baseline/median-difference.ts';
import { seededRandom } from '../../gate/baseline/random.ts';
import { rankTest } from '../../gate/baseline/rank-test.ts';
import { percentile } from '../../measure/summary.ts';
import type { TrialMeasurements } from '../../metrics/measurements.ts';
import { metricAt } from '../../metrics/metric.ts';
import { METRICS } from '../../metrics/metric-catalog.ts';

/**
 * What a simulated trial is held against a real one by: every duration that both are measured by, Swarm's and the mesh's too. How exactly a lab knows
 * the moment of a fault says nothing of the cluster, and the latency of good requests nothing that the simulator means to predict.
 */
const VALIDATED_METRICS = METRICS.filter(({ unit, path }) => unit === 'ms' && !/Uncertainty|latency/.test(path)).map(
	({ path }) => path,
);

/** From so many real values on, a test that finds nothing says something: it would find distributions that are 0.3 apart. */
export const ENOUGH = 20;
const SIGNIFICANT = 0.05;
const CLOSE_MS = 20;
const CLOSE_SHARE = 0.02;

/** One side's values of a metric. */
export interface Side {
	n: number;
	p5: number;
	median: number;
	p95: number;
}

/** One metric of one drill, measured and simulated. */
export interface ValidatedMetric {
	metric: string;
	real: Side | null;
	simulated: Side | null;
	/** Of the two-sample Kolmogorov–Smirnov test; null where a side has no value. */
	ks: { distance: number; p: number } | null;
	/** Simulated median less the real one, with its 95 % bootstrap interval. */
	medianDifference: { difference: number; low: number; high: number } | null;
	/** −1 to 1: how much more often a simulated value is the greater of a pair than the smaller. */
	cliffsDelta: number | null;
	/**
	 * `close`: the test tells the two apart, but median, 5th and 95th percentile are so near each other that it does not matter. `too-few`: no
	 * difference was found, but in so few real trials none could be expected to be.
	 */
	outcome: 'agrees' | 'close' | 'differs' | 'too-few' | 'one-sided';
}

/** Holds simulated trials of a drill against real ones, metric by metric; those that neither side has a value of are left out. `seed` decides the bootstrap. */
export function validateDrill(
	real: readonly TrialMeasurements[],
	simulated: readonly TrialMeasurements[],
	seed: string,
): ValidatedMetric[] {
	return VALIDATED_METRICS.flatMap((metric) => {
		const [a, b] = [valuesOf(real, metric), valuesOf(simulated, metric)];
		return a.length + b.length === 0 ? [] : [compare(metric, a, b, `${seed}\0${metric}`)];
	});
}

function compare(metric: string, real: readonly number[], simulated: readonly number[], seed: string): ValidatedMetric {
	const ks = ksTest(real, simulated);
	const ranks = rankTest(real, simulated);
	const [a, b] = [sideOf(real), sideOf(simulated)];
	return {
		metric,
		real: a,
		simulated: b,
		ks,
		medianDifference: medianDifference(real, simulated, { random: seededRandom(seed) }),
		cliffsDelta: ranks && 2 * ranks.superiority - 1,
		outcome: !ks
			? 'one-sided'
			: ks.p < SIGNIFICANT
				? isClose(a, b)
					? 'close'
					: 'differs'
				: real.length < ENOUGH
					? 'too-few'
					: 'agrees',
	};
}

/** Whether no percentile differs by more than 20 ms or 2 % of the real one, whichever is more: customers' requests are 20 ms apart. */
function isClose(real: Side | null, simulated: Side | null): boolean {
	if (!real || !simulated) return false;
	return (['p5', 'median', 'p95'] as const).every(
		(at) => Math.abs(simulated[at] - real[at]) <= Math.max(CLOSE_MS, CLOSE_SHARE * real[at]),
	);
}

const valuesOf = (trials: readonly TrialMeasurements[], metric: string) =>
	trials.flatMap((trial) => {
		const value = metricAt(trial, metric);
		return typeof value === 'number' ? [value] : [];
	});

function sideOf(values: readonly number[]): Side | null {
	const [p5, median, p95] = [5, 50, 95].map((percent) => percentile(values, percent));
	if (typeof p5 !== 'number' || typeof median !== 'number' || typeof p95 !== 'number') return null;
	return { n: values.length, p5, median, p95 };
}
