import type { TrialMeasurements } from '../../measure/measurements.ts';
import { type Verdict, worstOf } from '../verdict.ts';
import { GATED_METRICS, type GatedMetric } from './gated-metrics.ts';
import { holm } from './holm.ts';
import { type MedianDifference, median, medianDifference, RESAMPLES } from './median-difference.ts';
import { seededRandom } from './random.ts';
import { type RankTest, rankTest } from './rank-test.ts';
import { type Samples, samplesOf } from './samples.ts';
import { FEWEST_TRIALS, trialsNeeded } from './trials-needed.ts';

/** The chance of any false alarm in a whole comparison stays below it. */
const LEVEL = 0.05;

/** A drill as it was run before and after a change. */
export interface DrillPair {
	drill: string;
	before: readonly TrialMeasurements[];
	after: readonly TrialMeasurements[];
}

/** How one metric of a drill has changed. `unknown`: too few trials to say that it is not worse. */
type ChangeOutcome = 'regression' | 'improvement' | 'same' | 'unknown';

/** One metric of one drill, before and after. */
export interface MetricChange {
	drill: string;
	/** Dotted path into TrialMeasurements. */
	metric: string;
	better: 'lower' | 'higher';
	/** What matters, here: the metric's size, or its share of the median before. */
	practical: number;
	/** Whether the medians are those at the middle of the advertisement interval. */
	atMidPhase: boolean;
	before: { n: number; median: number | null };
	after: { n: number; median: number | null };
	/** After less before, with its 95 % confidence interval; null where a side has no value. The interval is null with too few of them. */
	difference: number | null;
	interval: { low: number; high: number } | null;
	/** Of the rank test, as it is and corrected for the number of comparisons; null where a side has no value. */
	p: number | null;
	pCorrected: number | null;
	outcome: ChangeOutcome;
	/** Trials of each side that would probably tell; null where that is not the question, or more than a thousand. */
	trialsNeeded: number | null;
}

interface Tested {
	pair: DrillPair;
	metric: GatedMetric;
	samples: Samples;
	ranks: RankTest | null;
	medians: MedianDifference | null;
}

/**
 * Compares drills before and after a change, metric by metric. A regression is worse by more than the metric's practical size, and significant
 * at 5 % by the rank test after Holm's correction over all comparisons that could come out either way. The same: the interval of the
 * difference leaves no room for a worsening of that size. Everything else is unknown. Deterministic; untrusted trials are left out. `resamples` goes into
 * the interval alone.
 */
export function compareDrills(pairs: readonly DrillPair[], resamples = RESAMPLES): MetricChange[] {
	const tested = pairs.flatMap((pair) => GATED_METRICS.flatMap((metric) => testMetric(pair, metric, resamples)));
	const open = tested.filter(canDiffer);
	const corrected = holm(open.map(({ ranks }) => ranks?.p ?? 1));
	const level = LEVEL / Math.max(1, open.length);
	return tested.map((test) => {
		const index = open.indexOf(test);
		return changeOf(test, index < 0 ? (test.ranks?.p ?? null) : (corrected[index] ?? null), level);
	});
}

/** Failed where anything is worse; inconclusive where something may be, or nothing was compared. */
export function changesVerdict(changes: readonly MetricChange[]): Verdict {
	const verdicts = { regression: 'fail', unknown: 'inconclusive', same: 'pass', improvement: 'pass' } as const;
	return worstOf(changes.map(({ outcome }) => verdicts[outcome]));
}

function testMetric(pair: DrillPair, metric: GatedMetric, resamples: number): Tested[] {
	const samples = samplesOf(metric, pair.before, pair.after);
	const { before, after } = samples;
	if (isRare(before, pair.before) && isRare(after, pair.after)) return [];
	const random = seededRandom(pair.drill, metric.path);
	return [{ pair, metric, samples, ranks: rankTest(before, after), medians: medianDifference(before, after, random, resamples) }];
}

/** A metric that less than half of a drill's trials have is incidental to it, as an election is where the leader was hit by chance. */
function isRare(values: readonly number[], trials: readonly TrialMeasurements[]): boolean {
	return values.length === 0 || 2 * values.length < trials.filter(({ trust }) => trust.trusted).length;
}

/** Where all values are the same there is nothing to test, and no correction to pay for it: this depends on both runs alike. */
function canDiffer({ samples, ranks }: Tested): boolean {
	return ranks !== null && new Set([...samples.before, ...samples.after]).size > 1;
}

function changeOf({ pair, metric, samples, ranks, medians }: Tested, pCorrected: number | null, level: number): MetricChange {
	const { before, after } = samples;
	const n = Math.min(before.length, after.length);
	const practical = Math.max(metric.practical, metric.practicalShare * Math.abs(median(before) ?? 0));
	const side = (values: readonly number[]) => ({ n: values.length, median: median(values) });
	const enough = medians !== null && n >= FEWEST_TRIALS;
	const change = {
		drill: pair.drill,
		metric: metric.path,
		better: metric.better,
		practical,
		atMidPhase: samples.atMidPhase,
		before: side(before),
		after: side(after),
		difference: medians?.difference ?? null,
		interval: enough ? { low: medians.low, high: medians.high } : null,
		p: ranks?.p ?? null,
		pCorrected,
	};
	if (!medians || !ranks || pCorrected === null) return { ...change, outcome: 'unknown', trialsNeeded: null };
	const worse = metric.better === 'lower' ? medians.difference : -medians.difference;
	const worseAtMost = metric.better === 'lower' ? medians.high : -medians.low;
	const superiority = metric.better === 'lower' ? ranks.superiority : 1 - ranks.superiority;
	const outcome = outcomeOf({ worse, worseAtMost, practical, significant: pCorrected < LEVEL, enough });
	const undecided = { n, worse, worseAtMost, practical, superiority, level };
	return { ...change, outcome, trialsNeeded: outcome === 'unknown' ? trialsNeeded(undecided) : null };
}

interface Judged {
	worse: number;
	worseAtMost: number;
	practical: number;
	significant: boolean;
	enough: boolean;
}

function outcomeOf({ worse, worseAtMost, practical, significant, enough }: Judged): ChangeOutcome {
	if (significant && worse > practical) return 'regression';
	if (significant && -worse > practical) return 'improvement';
	return enough && worseAtMost <= practical ? 'same' : 'unknown';
}
