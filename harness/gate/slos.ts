import { percentile } from '../measure/summary.ts';
import type { TrialMeasurements } from '../metrics/measurements.ts';
import { allNumbersAt, formatMetric, trustAt } from '../metrics/metric.ts';
import { parseSlo, type Slo, type SloOperator, type SloStatistic } from '../scenario/slo.ts';
import { sloError } from '../scenario/slo-file.ts';
import { type ExpectationResult, NO_TRIALS } from './verdict.ts';
import { countTrials, firstFew, notTrusted } from './wording.ts';

const ASKED: Record<SloOperator, string> = { '<': 'below', '<=': 'at most', '>': 'above', '>=': 'at least' };

/**
 * Judges an objective over a drill's trials; `lost` is how many ended with an error. It is inconclusive, never met, unless every trial is
 * there, is trusted and has a value. It is failed all the same where a trusted value shows that no other could mend it: one of each, the
 * greatest of what must stay below, the least of what must stay above. Text that cannot be read is inconclusive.
 */
export function judgeSlo(text: string, trials: readonly TrialMeasurements[], lost: number): ExpectationResult {
	const unreadable = sloError(text);
	if (unreadable) return { title: text, asked: text, got: unreadable.message, outcome: 'inconclusive' };
	const slo = parseSlo(text);
	const { metric, of, operator, limit } = slo;
	const whose = of === 'each' ? 'of every trial' : `${of} of all trials`;
	const asked = `${metric.path} ${whose} ${ASKED[operator]} ${formatMetric(metric.path, limit)}`;
	if (trials.length + lost === 0) return { title: slo.text, asked, got: NO_TRIALS, outcome: 'inconclusive' };
	return { title: slo.text, asked, ...judgeValues(slo, trials, lost) };
}

function judgeValues(slo: Slo, trials: readonly TrialMeasurements[], lost: number): Pick<ExpectationResult, 'got' | 'outcome'> {
	const { metric, of } = slo;
	const doubts: string[] = [];
	const values: number[] = [];
	for (const [i, trial] of trials.entries()) {
		const found = allNumbersAt(trial, metric.path);
		const trust = trustAt(trial, metric.path);
		if (!trust.trusted) doubts.push(`trial ${i + 1}: ${notTrusted(trust)}`);
		else if (found === null) doubts.push(`trial ${i + 1}: no value`);
		else values.push(...found);
	}
	if (lost > 0) doubts.push(`${countTrials(lost)} ended with an error`);
	const complete = doubts.length === 0;
	const statistic = of === 'each' ? worst(slo, values) : statisticOf(of, values);
	if (statistic === null) return { outcome: 'inconclusive', got: firstFew(doubts) };
	const name = of === 'each' ? 'the worst is' : of;
	const got = `${name} ${formatMetric(metric.path, statistic)} of ${countTrials(trials.length - doubtful(doubts, lost))}`;
	const met = holds(slo, statistic);
	if (complete) return { outcome: met ? 'pass' : 'fail', got };
	if (!met && isFinal(slo)) return { outcome: 'fail', got };
	return { outcome: 'inconclusive', got: `${got}; ${firstFew(doubts)}` };
}

/** How many of the measured trials gave no value: the doubts without the one about lost trials. */
const doubtful = (doubts: readonly string[], lost: number) => doubts.length - (lost > 0 ? 1 : 0);

const isUpper = ({ operator }: Slo) => operator.startsWith('<');

/** Whether a value on the wrong side settles it, whatever the missing ones would have been. */
function isFinal(slo: Slo): boolean {
	return slo.of === 'each' || slo.of === (isUpper(slo) ? 'max' : 'min');
}

const worst = (slo: Slo, values: readonly number[]) => statisticOf(isUpper(slo) ? 'max' : 'min', values);

/** Percentiles are nearest-rank, as in the summary. */
function statisticOf(of: Exclude<SloStatistic, 'each'>, values: readonly number[]): number | null {
	if (of === 'mean') return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
	return percentile(values, { min: 0, p50: 50, p95: 95, p99: 99, max: 100 }[of]);
}

function holds({ operator, limit }: Slo, value: number): boolean {
	return { '<': value < limit, '<=': value <= limit, '>': value > limit, '>=': value >= limit }[operator];
}
