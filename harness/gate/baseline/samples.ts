import type { TrialMeasurements } from '../../measure/measurements.ts';
import { numbersAt } from '../../measure/metric.ts';
import type { GatedMetric } from './gated-metrics.ts';
import { toMidPhaseMs } from './mid-phase.ts';

/** A metric's values in two runs of a drill. */
export interface Samples {
	before: number[];
	after: number[];
	/** Whether they are what they would have been in the middle of the advertisement interval. */
	atMidPhase: boolean;
}

/** A metric's values, of trusted trials only; at mid-phase where it follows the takeover and every one of them can be moved there. */
export function samplesOf(
	metric: GatedMetric,
	before: readonly TrialMeasurements[],
	after: readonly TrialMeasurements[],
): Samples {
	const found = [before, after].map((trials) =>
		trials
			.filter(({ trust }) => trust.trusted)
			.flatMap((trial) =>
				numbersAt(trial, metric.path).map((value) => ({ value, moved: movedToMidPhase(metric, trial, value) })),
			),
	);
	const moves = found.flat().every(({ moved }) => moved !== null);
	const [first = [], second = []] = found.map((side) => side.map(({ value, moved }) => (moves ? (moved ?? value) : value)));
	return { before: first, after: second, atMidPhase: moves };
}

function movedToMidPhase({ perTakeoverMs }: GatedMetric, trial: TrialMeasurements, value: number): number | null {
	const byMs = toMidPhaseMs(trial);
	return perTakeoverMs === null || byMs === null ? null : value + perTakeoverMs(trial) * byMs;
}
