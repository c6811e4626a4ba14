import { formatMs } from '../base/units.ts';
import { toMidPhaseMs } from '../gate/baseline/mid-phase.ts';
import { levelPerLook } from '../gate/baseline/sequential.ts';
import { type MedianInterval, medianInterval } from '../measure/median-ci.ts';
import { summaryOf } from '../measure/summary.ts';
import { numbersAt } from '../metrics/metric.ts';
import type { TrialReport } from './run-report.ts';

/** How well a drill's trials know its median. */
export interface Precision {
	metric: 'takeoverMs' | 'http.outageMs';
	/** Whether the values are what they would have been in the middle of the advertisement interval, which leaves the median where it is. */
	atMidPhase: boolean;
	n: number;
	medianMs: number | null;
	/** Null as long as there are too few trials. */
	interval: MedianInterval | null;
}

/**
 * The median of the takeover, or of the HTTP outage where no trial has a takeover; of trials that are trusted. What the lot of the phase adds
 * to a takeover is taken out where it is known. `looks`: how often the trials are looked at until the interval is narrow enough; each look
 * has an equal part of the 5 %, so that the interval at which a run stops holds the median in 95 % of runs, whenever that is
 * (Bonferroni over the looks).
 */
export function precisionOf(trials: readonly TrialReport[], looks = 1): Precision {
	const trusted = trials.map(({ measurements }) => measurements).filter(({ trust }) => trust.trusted);
	const metric = trusted.some(({ takeoverMs }) => takeoverMs !== null) ? 'takeoverMs' : 'http.outageMs';
	const found = trusted.flatMap((measurements) =>
		numbersAt(measurements, metric).map((value) => ({ value, byMs: toMidPhaseMs(measurements) })),
	);
	const atMidPhase = metric === 'takeoverMs' && found.every(({ byMs }) => byMs !== null);
	const values = found.map(({ value, byMs }) => (atMidPhase ? value + (byMs ?? 0) : value));
	const interval = medianInterval(values, 1 - levelPerLook(looks));
	return { metric, atMidPhase, n: values.length, medianMs: summaryOf(values)?.p50 ?? null, interval };
}

/** Whether the interval is narrower than what was asked for. */
export function isPrecise({ interval }: Precision, widthMs: number): boolean {
	return interval !== null && interval.high - interval.low < widthMs;
}

/** The median with its interval in one sentence, without a full stop. */
export function precisionSentence({ metric, atMidPhase, n, medianMs, interval }: Precision): string {
	const what = metric === 'takeoverMs' ? 'takeover' : 'outage';
	if (medianMs === null) return `no ${what} was measured`;
	const median = `median ${what} ${formatMs(medianMs)} (n = ${n}${atMidPhase ? ', at mid-phase' : ''})`;
	if (!interval) return `${median}; there are too few trials for a confidence interval`;
	const coverage = (Math.floor(interval.coverage * 1000) / 10).toFixed(1);
	return `${median}, ${coverage} % confidence interval ${formatMs(interval.low)} to ${formatMs(interval.high)}`;
}
