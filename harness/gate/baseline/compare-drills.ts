import type { TrialMeasurements } from '../../metrics/measurements.ts';
import { type GatedMetric, gatedMetricsOf } from '../../metrics/metric-catalog.ts';
import { detectableWorsening } from './detectable.ts';
import type { DrillPair } from './drill-pair.ts';
import { holm } from './holm.ts';
import { type MedianDifference, median, medianDifference, medianOfDifferences, RESAMPLES } from './median-difference.ts';
import { seededRandom } from './random.ts';
import { type RankTest, rankTest } from './rank-test.ts';
import { type Samples, samplesOf } from './samples.ts';
import { signedRankTest } from './signed-rank.ts';
import { FEWEST_TRIALS, trialsNeeded } from './trials-needed.ts';

/** The chance of any false alarm in a whole comparison stays below it. */
export const LEVEL = 0.05;
/** How much of that the metrics that decide may use up; the watched ones have the rest. */
const DECIDING_SHARE = 0.8;

export interface CompareOptions {
	/** Bootstrap resamples of each interval. */
	resamples?: number;
	/** Whether to find out what a deciding metric that could not be told would have shown; takes some 10 ms each. */
	sensitivity?: boolean;
	/** The chance of any false alarm, 0–1; less than the usual 0.05 where the same runs are looked at several times. */
	level?: number;
}

/** How one metric of a drill has changed. `unknown`: too few trials to say that it is not worse. */
type ChangeOutcome = 'regression' | 'improvement' | 'same' | 'unknown';

/** One metric of one drill, before and after. */
export interface MetricChange {
	drill: string;
	/** Dotted path into TrialMeasurements. */
	metric: string;
	/** Whether not to be able to tell is worth a warning, or only a proved regression counts. */
	role: GatedMetric['role'];
	better: 'lower' | 'higher';
	/** What matters, here: the metric's size, or its share of the median before. */
	practical: number;
	/** Whether the medians are those at the middle of the advertisement interval. */
	atMidPhase: boolean;
	/** Whether trial was held against trial, because their faults hit at the same phases. */
	paired: boolean;
	before: { n: number; median: number | null };
	after: { n: number; median: number | null };
	/** After less before, with its 95 % confidence interval; null where a side has no value. The interval is null with too few of them. */
	difference: number | null;
	interval: { low: number; high: number } | null;
	/** Of the rank test, or of the signed ranks of paired trials, as it is and corrected for the number of comparisons; null where a side has no value. */
	p: number | null;
	pCorrected: number | null;
	outcome: ChangeOutcome;
	/** Trials of each side that would probably tell; null where that is not the question, or more than a thousand. */
	trialsNeeded: number | null;
	/** The smallest worsening that these runs would have shown in four of five cases; null where that is not the question, or none. */
	detectable: number | null;
}

interface Tested {
	pair: DrillPair;
	metric: GatedMetric;
	samples: Samples;
	ranks: RankTest | null;
	medians: MedianDifference | null;
}

/**
 * Compares drills before and after a change, metric by metric. A regression is worse by more than the metric's practical size, and
 * significant at `level` by a rank test after Holm's correction: over all deciding comparisons, which may use up four fifths of the level, or over
 * all watched ones; those that could not come out either way are left out. The same: the interval of the difference leaves no
 * room for a worsening of that size. Everything else is unknown. Deterministic; untrusted trials are left out. `resamples` goes into the
 * interval alone.
 */
export function compareDrills(
	pairs: readonly DrillPair[],
	{ resamples = RESAMPLES, level = LEVEL, sensitivity = true }: CompareOptions = {},
): MetricChange[] {
	const tested = pairs.flatMap((pair) =>
		gatedMetricsOf([...pair.before, ...pair.after]).flatMap((metric) => testMetric(pair, metric, resamples, level)),
	);
	const corrections = new Map<Tested, Correction>();
	for (const [role, share] of [
		['deciding', DECIDING_SHARE],
		['watched', 1 - DECIDING_SHARE],
	] as const) {
		const open = tested.filter((test) => test.metric.role === role && canDiffer(test));
		const corrected = holm(open.map(({ ranks }) => ranks?.p ?? 1));
		open.forEach((test, i) => {
			corrections.set(test, { pCorrected: corrected[i] ?? 1, below: level * share, each: (level * share) / open.length });
		});
	}
	return tested.map((test) => changeOf(test, corrections.get(test) ?? null, sensitivity));
}

/** What the number of comparisons makes of one: its p, the level that this must be below, and the level for its p alone. */
interface Correction {
	pCorrected: number;
	below: number;
	each: number;
}

function testMetric(pair: DrillPair, metric: GatedMetric, resamples: number, level: number): Tested[] {
	const samples = samplesOf(metric, pair);
	const { before, after, differences } = samples;
	if (isRare(before, pair.before) && isRare(after, pair.after)) return [];
	const random = seededRandom(pair.drill, metric.path);
	const options = { random, resamples, confidence: 1 - level };
	const ranks = differences ? signedRankTest(differences) : rankTest(before, after);
	const medians = differences ? medianOfDifferences(differences, options) : medianDifference(before, after, options);
	return [{ pair, metric, samples, ranks, medians }];
}

/** A metric that less than half of a drill's trials have is incidental to it, as an election is where the leader was hit by chance. */
function isRare(values: readonly number[], trials: readonly TrialMeasurements[]): boolean {
	return values.length === 0 || 2 * values.length < trials.filter(({ trust }) => trust.trusted).length;
}

/** Where all values are the same, or all differences zero, there is nothing to test, and no correction to pay for it: this depends on both runs alike. */
function canDiffer({ samples, ranks }: Tested): boolean {
	const { before, after, differences } = samples;
	if (ranks === null) return false;
	return differences ? differences.some((difference) => difference !== 0) : new Set([...before, ...after]).size > 1;
}

function changeOf(
	{ pair, metric, samples, ranks, medians }: Tested,
	correction: Correction | null,
	sensitivity: boolean,
): MetricChange {
	const pCorrected = correction?.pCorrected ?? ranks?.p ?? null;
	const { before, after } = samples;
	const n = Math.min(before.length, after.length);
	const practical = Math.max(metric.practical, metric.practicalShare * Math.abs(median(before) ?? 0));
	const side = (values: readonly number[]) => ({ n: values.length, median: median(values) });
	const enough = medians !== null && n >= FEWEST_TRIALS;
	const change = {
		drill: pair.drill,
		metric: metric.path,
		role: metric.role,
		better: metric.better,
		practical,
		atMidPhase: samples.atMidPhase,
		paired: samples.differences !== null,
		before: side(before),
		after: side(after),
		difference: medians?.difference ?? null,
		interval: enough ? { low: medians.low, high: medians.high } : null,
		p: ranks?.p ?? null,
		pCorrected,
	};
	if (!medians || !ranks || pCorrected === null) return { ...change, outcome: 'unknown', trialsNeeded: null, detectable: null };
	const worse = metric.better === 'lower' ? medians.difference : -medians.difference;
	const worseAtMost = metric.better === 'lower' ? medians.high : -medians.low;
	const superiority = metric.better === 'lower' ? ranks.superiority : 1 - ranks.superiority;
	const significant = correction !== null && correction.pCorrected < correction.below;
	const outcome = outcomeOf({ worse, worseAtMost, practical, significant, enough });
	if (outcome !== 'unknown') return { ...change, outcome, trialsNeeded: null, detectable: null };
	const level = correction?.each ?? LEVEL;
	const isAsked = sensitivity && metric.role === 'deciding';
	return {
		...change,
		outcome,
		trialsNeeded: trialsNeeded({ n, worse, worseAtMost, practical, superiority, level }),
		detectable: isAsked
			? detectableWorsening({ before, after, practical, level }, seededRandom(pair.drill, metric.path, 'detectable'))
			: null,
	};
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
