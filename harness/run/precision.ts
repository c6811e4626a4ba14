import { type MedianInterval, medianInterval } from '../measure/median-ci.ts';
import { numbersAt } from '../measure/metric.ts';
import { summaryOf } from '../measure/summary.ts';
import type { TrialReport } from '../report/run-report.ts';
import { formatMs } from '../units.ts';

/** How well a drill's trials know its median. */
export interface Precision {
	metric: 'takeoverMs' | 'http.outageMs';
	n: number;
	medianMs: number | null;
	/** Null as long as there are too few trials. */
	interval: MedianInterval | null;
}

/** The median of the takeover, or of the HTTP outage where no trial has a takeover; of trials that are trusted. */
export function precisionOf(trials: readonly TrialReport[]): Precision {
	const trusted = trials.map(({ measurements }) => measurements).filter(({ trust }) => trust.trusted);
	const metric = trusted.some(({ takeoverMs }) => takeoverMs !== null) ? 'takeoverMs' : 'http.outageMs';
	const values = trusted.flatMap((measurements) => numbersAt(measurements, metric));
	return { metric, n: values.length, medianMs: summaryOf(values)?.p50 ?? null, interval: medianInterval(values) };
}

/** Whether the interval is narrower than what was asked for. */
export function isPrecise({ interval }: Precision, widthMs: number): boolean {
	return interval !== null && interval.high - interval.low < widthMs;
}

/** The median with its interval in one sentence, without a full stop. */
export function precisionSentence({ metric, n, medianMs, interval }: Precision): string {
	const what = metric === 'takeoverMs' ? 'takeover' : 'outage';
	if (medianMs === null) return `no ${what} was measured`;
	const median = `median ${what} ${formatMs(medianMs)} (n = ${n})`;
	if (!interval) return `${median}; a 95 % confidence interval takes six trials`;
	const coverage = (Math.floor(interval.coverage * 1000) / 10).toFixed(1);
	return `${median}, ${coverage} % confidence interval ${formatMs(interval.low)} to ${formatMs(interval.high)}`;
}
