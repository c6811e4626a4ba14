import type { TrialMeasurements } from '../../metrics/measurements.ts';
import { numbersAt, trustAt } from '../../metrics/metric.ts';
import type { GatedMetric } from '../../metrics/metric-catalog.ts';
import type { DrillPair } from './drill-pair.ts';
import { toMidPhaseMs } from './mid-phase.ts';

/** With fewer pairs, no choice of signs is rare enough to be told from chance among all that a run compares: 2^(1 − 14) is 1 in 8192. */
const FEWEST_PAIRS = 14;

/** A metric's values in two runs of a drill. */
export interface Samples {
	before: number[];
	after: number[];
	/** Whether they are what they would have been in the middle of the advertisement interval. */
	atMidPhase: boolean;
	/** After less before of the trials whose faults hit at the same phases; null where they are too few, or the phase is out already. */
	differences: number[] | null;
}

/**
 * A metric's values, of trusted trials only; at mid-phase where it follows the takeover and every one of them can be moved there. Otherwise
 * trials that drew the same lots are paired, which takes the phase out too.
 */
export function samplesOf(metric: GatedMetric, { before, after, sameLots = [] }: DrillPair): Samples {
	const found = [before, after].map((trials) =>
		trials
			.filter((trial) => trustAt(trial, metric.path).trusted)
			.flatMap((trial) =>
				numbersAt(trial, metric.path).map((value) => ({ value, moved: movedToMidPhase(metric, trial, value) })),
			),
	);
	const atMidPhase = found.flat().every(({ moved }) => moved !== null);
	const [first = [], second = []] = found.map((side) => side.map(({ value, moved }) => (atMidPhase ? (moved ?? value) : value)));
	const differences = atMidPhase
		? []
		: sameLots.flatMap(([i, j]) => {
				const [was, is] = [onlyValue(metric, before[i]), onlyValue(metric, after[j])];
				return was === null || is === null ? [] : [is - was];
			});
	return { before: first, after: second, atMidPhase, differences: differences.length < FEWEST_PAIRS ? null : differences };
}

function onlyValue({ path }: GatedMetric, trial: TrialMeasurements | undefined): number | null {
	const values = trial && trustAt(trial, path).trusted ? numbersAt(trial, path) : [];
	return values.length === 1 ? (values[0] ?? null) : null;
}

function movedToMidPhase({ perTakeoverMs }: GatedMetric, trial: TrialMeasurements, value: number): number | null {
	const byMs = toMidPhaseMs(trial);
	return perTakeoverMs === null || byMs === null ? null : value + perTakeoverMs(trial) * byMs;
}
