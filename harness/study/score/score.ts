import { parseDurationMs } from '../../base/units.ts';
import { nodesOf } from '../../cluster/nodes.ts';
import type { ClusterSpec } from '../../cluster/spec.ts';
import type { Tuning } from '../../labs/sim/tuning.ts';
import type { TrialMeasurements } from '../../metrics/measurements.ts';
import type { DrillSpec } from '../../scenario/spec.ts';
import { backup } from '../../scenario/target.ts';
import type { CellOutcome, SimulateCells, TrialCell } from '../trial-cell.ts';
import type { MixEntry } from './mix.ts';
import type { Loss, ScorePart } from './shape.ts';

/** A Julian year. */
export const YEAR_S = 31_557_600;
/** Longer failures are simulated for a shorter time, and for this much longer once more: the difference is what a second costs. */
const FURTHER_MS = 60_000;
/** Failures up to this long are simulated as long as they last. */
const WHOLE_UP_TO_MS = 60_000;
/** Of the standard normal distribution: 95 % lie within so many deviations. */
const Z95 = 1.96;

/** How a failure is asked: one cell, or two of different length. */
interface Question {
	entry: MixEntry;
	where: ScorePart['where'];
	/** How often in a year it comes, of all hosts that are meant. */
	perYear: number;
	/** What is simulated, and how long its faults last where that is set. */
	asked: { drill: DrillSpec; lastsMs: number | null }[];
}

/**
 * What the failures of a mix cost in a year, in seconds that one customer who always asks is not served: for each kind its rate times the mean loss of simulated
 * trials. Host failures hit the owner of the floating IP, and each other host at the same rate. Pure: whoever calls says how trials are simulated.
 */
export async function score(
	mix: readonly MixEntry[],
	drills: ReadonlyMap<string, DrillSpec>,
	{ spec, tuning, trials, seed }: { spec: ClusterSpec; tuning: Tuning; trials: number; seed: string },
	simulate: SimulateCells,
): Promise<ScorePart[]> {
	const questions = mix.flatMap((entry) => questionsOf(entry, drills.get(entry.drill), spec));
	const cells = questions.flatMap(({ asked }) => asked.map(({ drill }): TrialCell => ({ spec, tuning, drill, trials, seed })));
	const outcomes = await simulate(cells);
	let next = 0;
	const parts = questions.map((question): ScorePart => {
		const own = outcomes.slice(next, next + question.asked.length);
		next += question.asked.length;
		return partOf(question, own);
	});
	return parts.toSorted((a, b) => b.secondsPerYear - a.secondsPerYear);
}

/** All of them: rates are exact, the means' errors are independent. */
export function total(parts: readonly ScorePart[]): { seconds: number; low: number; high: number } {
	const sum = parts.reduce((all, { secondsPerYear }) => all + secondsPerYear, 0);
	const spread = (side: (part: ScorePart) => number) => Math.sqrt(parts.reduce((all, part) => all + side(part) ** 2, 0));
	return {
		seconds: sum,
		low: Math.max(0, sum - spread((part) => part.secondsPerYear - part.low)),
		high: sum + spread((part) => part.high - part.secondsPerYear),
	};
}

function questionsOf(entry: MixEntry, drill: DrillSpec | undefined, spec: ClusterSpec): Question[] {
	if (!drill || entry.perYear === 0) return [];
	const asked = (one: DrillSpec) => lengthsOf(one, entry.lastsMs);
	if (entry.of === 'cluster') return [{ entry, where: 'cluster', perYear: entry.perYear, asked: asked(drill) }];
	const others = nodesOf(spec).length - 1;
	const elsewhere = onAnother(drill);
	return [
		{ entry, where: 'owner', perYear: entry.perYear, asked: asked(drill) },
		...(elsewhere && others > 0
			? [{ entry, where: 'another' as const, perYear: others * entry.perYear, asked: asked(elsewhere) }]
			: []),
	];
}

/** The drill as long as the failure lasts, or, of a long one, at two lengths. */
function lengthsOf(drill: DrillSpec, lastsMs: number | null): Question['asked'] {
	if (lastsMs === null || !drill.faults.some(({ lasts }) => lasts !== undefined)) return [{ drill, lastsMs: null }];
	if (lastsMs <= WHOLE_UP_TO_MS) return [{ drill: lasting(drill, lastsMs), lastsMs }];
	const ownMs = Math.max(...drill.faults.map(({ lasts }) => (lasts === undefined ? 0 : parseDurationMs(lasts))));
	return [ownMs, ownMs + FURTHER_MS].map((ms) => ({ drill: lasting(drill, ms), lastsMs: ms }));
}

const lasting = (drill: DrillSpec, ms: number): DrillSpec => ({
	...drill,
	faults: drill.faults.map((step) => (step.lasts === undefined ? step : { ...step, lasts: `${ms}ms` as const })),
});

/** The same failure on the next in line; null where the drill's faults are not all on the owner. */
function onAnother(drill: DrillSpec): DrillSpec | null {
	const faults = drill.faults.flatMap((step) => {
		const { inject } = step;
		const isOwners = 'target' in inject && inject.target.kind === 'master';
		return isOwners ? [{ ...step, inject: { ...inject, target: backup(1) } as typeof inject }] : [];
	});
	return faults.length === drill.faults.length && faults.length > 0 ? { ...drill, faults } : null;
}

/** What a customer lost in a trial, seconds: while the fault was in effect, and after it. An outage that spans its end is told in both, and counts once. */
export function lostSeconds({ http, failback }: Pick<TrialMeasurements, 'http' | 'failback'>): number {
	const [open, again] = [http.outages.at(-1), failback?.http.outages[0]];
	const isSame = open !== undefined && open.firstGoodMs === null && again?.lastGoodMs === open.lastGoodMs;
	return ((http.lostMs ?? 0) + (failback?.http.lostMs ?? 0) - (isSame ? open.durationMs : 0)) / 1000;
}

function partOf({ entry, where, perYear, asked }: Question, outcomes: readonly CellOutcome[]): ScorePart {
	const loss = lossOf(asked, outcomes, entry.lastsMs);
	return {
		failure: entry.failure,
		drill: entry.drill,
		where,
		perYear,
		lastsMs: entry.lastsMs,
		source: entry.source,
		loss,
		secondsPerYear: perYear * loss.seconds,
		low: perYear * loss.low,
		high: perYear * loss.high,
	};
}

function lossOf(asked: Question['asked'], outcomes: readonly CellOutcome[], lastsMs: number | null): Loss {
	const [base, longer] = outcomes.map(({ measured }) => measured.map(lostSeconds));
	const failed = outcomes.reduce((sum, one) => sum + one.failed, 0);
	const first = meanOf(base ?? []);
	const trials = outcomes.reduce((sum, { measured }) => sum + measured.length, 0);
	const [ownMs, longMs] = asked.map((one) => one.lastsMs ?? 0);
	if (!longer || lastsMs === null || ownMs === undefined || longMs === undefined)
		return { seconds: first.mean, ...around(first.mean, first.error), trials, failed, secondsPerSecond: null };
	const second = meanOf(longer);
	const furtherS = (longMs - ownMs) / 1000;
	const error = Math.hypot(first.error, second.error) / furtherS;
	// What cannot be told from nothing is nothing: over hours it would be the whole figure.
	const slope = (second.mean - first.mean) / furtherS;
	const perSecond = slope > Z95 * error && slope > 0.01 ? Math.min(1, slope) : 0;
	const beyondS = (lastsMs - ownMs) / 1000;
	const seconds = first.mean + perSecond * beyondS;
	const whole = perSecond === 0 ? first.error : Math.hypot(first.error, error * beyondS);
	return { seconds, ...around(seconds, whole), trials, failed, secondsPerSecond: perSecond };
}

const around = (mean: number, error: number) => ({ low: Math.max(0, mean - Z95 * error), high: mean + Z95 * error });

/** A mean and its standard error; 0 and 0 of nothing. */
function meanOf(values: readonly number[]): { mean: number; error: number } {
	const n = values.length;
	if (n === 0) return { mean: 0, error: 0 };
	const mean = values.reduce((sum, value) => sum + value, 0) / n;
	const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, n - 1);
	return { mean, error: Math.sqrt(variance / n) };
}
