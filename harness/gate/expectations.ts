import { formatMs } from '../base/units.ts';
import { percentile } from '../measure/summary.ts';
import type { TrialMeasurements } from '../metrics/measurements.ts';
import { formatMetric, type MetricValue, metricAt, trustAt } from '../metrics/metric.ts';
import type { Check, Expectation } from '../scenario/expectation.ts';
import { type ExpectationResult, NO_TRIALS, type Verdict, worstOf } from './verdict.ts';
import { countTrials, firstFew, notTrusted } from './wording.ts';

/** What an expectation asks of the cluster's configuration. */
export interface ExpectationContext {
	/** The hosts with the highest priority among the others than the former owner. */
	nextInLine: (formerOwner: string | null) => readonly string[];
}

/** One value judged, and in words why where it is not a pass. */
interface Judged {
	outcome: Verdict;
	value: MetricValue;
	/** Empty where it passed. */
	why: string;
}

const PERCENT = { min: 0, p50: 50, p95: 95, max: 100 };

/**
 * Judges an expectation over a drill's trials. A missing value, an untrusted trial or no trial at all is inconclusive, never a pass; a
 * failure in a trusted trial outweighs them. A statistic is judged over trusted trials' values alone and is inconclusive unless every
 * trial gave one. `equals` with a word, and `isNextInLine`, are always asked of every trial. `withinTheory` of a statistic is judged by
 * the widest theory of all trials. Nobody taking over in a trusted trial fails `isNextInLine`.
 */
export function evaluateExpectation(
	expectation: Expectation,
	trials: readonly TrialMeasurements[],
	context: ExpectationContext,
): ExpectationResult {
	const { title } = expectation;
	const asked = describeAsked(expectation);
	if (trials.length === 0) return { title, asked, got: NO_TRIALS, outcome: 'inconclusive' };
	if (isOfEvery(expectation)) return { title, asked, ...judgeEvery(expectation, trials, context) };
	return { title, asked, ...judgeStatistic(expectation, trials) };
}

function isOfEvery({ of, check }: Expectation): boolean {
	return of === 'every' || 'isNextInLine' in check || ('equals' in check && typeof check.equals !== 'number');
}

function describeAsked(expectation: Expectation): string {
	const { metric, of, check } = expectation;
	const whose = isOfEvery(expectation) ? 'of every trial' : `${of} of all trials`;
	return `${metric} ${whose} ${describeCheck(metric, check)}`;
}

function describeCheck(metric: string, check: Check): string {
	if ('atMost' in check) return `at most ${formatMetric(metric, check.atMost)}`;
	if ('atLeast' in check) return `at least ${formatMetric(metric, check.atLeast)}`;
	if ('equals' in check) return `equal to ${formatMetric(metric, check.equals)}`;
	if ('withinTheory' in check) return `within theory ± ${formatMs(check.withinTheory.slackMs)}`;
	return 'next in line by priority';
}

function judgeEvery(expectation: Expectation, trials: readonly TrialMeasurements[], context: ExpectationContext) {
	const judged = trials.map((trial) => judgeTrial(expectation, trial, context));
	const outcome = worstOf(judged.map((j) => j.outcome));
	if (outcome === 'pass') return { outcome, got: describeValues(expectation.metric, judged) };
	const reasons = judged.flatMap((j, i) => (j.outcome === outcome ? [`trial ${i + 1}: ${j.why}`] : []));
	return { outcome, got: firstFew(reasons) };
}

function judgeTrial({ metric, check }: Expectation, trial: TrialMeasurements, context: ExpectationContext): Judged {
	const value = metricAt(trial, metric);
	const trust = trustAt(trial, metric);
	if (!trust.trusted) return { outcome: 'inconclusive', value, why: notTrusted(trust) };
	if ('isNextInLine' in check) return judgeNextInLine(metric, value, trial, context);
	if (value === null) return { outcome: 'inconclusive', value, why: 'no value' };
	const bounds = trial.theory && { minMs: trial.theory.minMs, maxMs: trial.theory.maxMs };
	return judgeValue(metric, value, check, bounds);
}

function judgeNextInLine(metric: string, value: MetricValue, trial: TrialMeasurements, context: ExpectationContext): Judged {
	const next = context.nextInLine(trial.formerOwner);
	if (trial.formerOwner === null) return { outcome: 'inconclusive', value, why: 'no former owner was seen' };
	if (next.length === 0)
		return { outcome: 'inconclusive', value, why: `the configuration puts nobody next to ${trial.formerOwner}` };
	if (typeof value === 'string' && next.includes(value)) return { outcome: 'pass', value, why: '' };
	return { outcome: 'fail', value, why: `${value === null ? 'nobody' : formatMetric(metric, value)}, not ${next.join(' or ')}` };
}

function judgeValue(metric: string, value: MetricValue, check: Check, bounds: { minMs: number; maxMs: number } | null): Judged {
	const shown = formatMetric(metric, value);
	const judge = (holds: boolean, note = ''): Judged => ({
		outcome: holds ? 'pass' : 'fail',
		value,
		why: holds ? '' : shown + note,
	});
	if ('equals' in check) return judge(value === check.equals);
	if (typeof value !== 'number') return { outcome: 'inconclusive', value, why: `${shown} is not a number` };
	if ('atMost' in check) return judge(value <= check.atMost);
	if ('atLeast' in check) return judge(value >= check.atLeast);
	if (!bounds || !('withinTheory' in check)) return { outcome: 'inconclusive', value, why: 'no theory for the new owner' };
	const { slackMs } = check.withinTheory;
	const holds = value >= bounds.minMs - slackMs && value <= bounds.maxMs + slackMs;
	return judge(holds, `, theory ${formatMs(bounds.minMs)} to ${formatMs(bounds.maxMs)}`);
}

function judgeStatistic({ metric, of, check }: Expectation, trials: readonly TrialMeasurements[]) {
	const trusted = trials.filter((trial) => trustAt(trial, metric).trusted);
	const values = trusted.map((trial) => metricAt(trial, metric)).filter((value) => typeof value === 'number');
	const statistic = percentile(values, PERCENT[of === 'every' ? 'max' : of]);
	const ofTrials = `of ${countTrials(values.length)}`;
	const name = `${of} ${formatMetric(metric, statistic)} ${ofTrials}`;
	if (values.length < trials.length) {
		const untrusted = trials.length - trusted.length;
		return {
			outcome: 'inconclusive' as const,
			got: `${name}; ${untrusted} not trusted, ${trusted.length - values.length} without a value`,
		};
	}
	const { outcome, why } = judgeValue(metric, statistic, check, widestTheory(trusted));
	if (outcome === 'inconclusive') return { outcome, got: `${name}; there is ${why}` };
	return { outcome, got: outcome === 'pass' ? name : `${of} ${why} ${ofTrials}` };
}

function widestTheory(trials: readonly TrialMeasurements[]): { minMs: number; maxMs: number } | null {
	const theories = trials.map((trial) => trial.theory).filter((theory) => theory !== null);
	if (theories.length === 0) return null;
	return { minMs: Math.min(...theories.map((t) => t.minMs)), maxMs: Math.max(...theories.map((t) => t.maxMs)) };
}

/** Numbers as a range, words as the distinct ones. */
function describeValues(metric: string, judged: readonly Judged[]): string {
	const numbers = judged.map((j) => j.value).filter((value) => typeof value === 'number');
	const shown =
		numbers.length === judged.length
			? [Math.min(...numbers), Math.max(...numbers)].map((n) => formatMetric(metric, n))
			: judged.map((j) => formatMetric(metric, j.value));
	return `${[...new Set(shown)].join(numbers.length === judged.length ? ' to ' : ', ')} in ${countTrials(judged.length)}`;
}
