import { InputError, type InputProblem } from '../../base/errors.ts';
import { percentile } from '../../measure/summary.ts';
import type { TrialMeasurements } from '../../metrics/measurements.ts';
import { numbersAt } from '../../metrics/metric.ts';
import { parseSlo, type Slo, type SloOperator, SloSyntaxError } from '../../scenario/slo.ts';
import type { Bounds } from './false-moves.ts';

/** The drill that objectives are about where they name none. */
const DEFAULT_DRILL = 'kill-master';

/** What a design is to reach. */
export type Goal = { text: string; operator: SloOperator; limit: number } & (
	| { kind: 'false-moves' }
	| { kind: 'packets' }
	| { kind: 'metric'; drill: string; slo: Slo }
);

/** Days in a year. */
const YEAR = 365.25;
const OWN = /^(falseFailovers\.per(Day|Year)|packets\.perSecond)\s*(<=|<)\s*(\d+(?:\.\d+)?(?:e-?\d+)?)$/;

/**
 * Reads goals: objectives as of drills (`takeover.p99 < 1s`), of another drill where it is named before (`failback: failback.http.outage.max < 1s`), and `falseFailovers.perDay`,
 * `falseFailovers.perYear` and `packets.perSecond`. Throws InputError with every problem.
 */
export function parseGoals(texts: readonly string[]): Goal[] {
	const problems: InputProblem[] = [];
	const goals = texts.flatMap((text): Goal[] => {
		const own = OWN.exec(text.trim());
		if (own) {
			const limit = Number(own[4]) / (own[2] === 'Year' ? YEAR : 1);
			return [{ text: text.trim(), operator: own[3] as SloOperator, limit, kind: own[2] ? 'false-moves' : 'packets' }];
		}
		const named = /^([a-z0-9-]+):\s*(.*)$/.exec(text.trim());
		try {
			const slo = parseSlo(named?.[2] ?? text);
			if (slo.of === 'each') throw new SloSyntaxError(text, 1, 'it names no statistic', 'Write for instance takeover.p99 < 1s');
			return [
				{ text: text.trim(), operator: slo.operator, limit: slo.limit, kind: 'metric', drill: named?.[1] ?? DEFAULT_DRILL, slo },
			];
		} catch (error) {
			if (!(error instanceof SloSyntaxError)) throw error;
			const { problem, column } = error;
			const fix = /^\s*(false|packet)/.test(text)
				? 'Write falseFailovers.perDay < 0.01, falseFailovers.perYear < 1 or packets.perSecond < 20'
				: error.fix;
			problems.push({ file: 'command line', field: '--slo', value: text, problem: `${problem} (column ${column})`, fix });
			return [];
		}
	});
	const [first, ...others] = problems;
	if (first) throw new InputError([first, ...others]);
	return goals;
}

/** What is known of a design: by arithmetic, and by trials, by the drill's name. */
export interface Known {
	falseMovesPerDay: Bounds;
	packetsPerSecond: number;
	trials: ReadonlyMap<string, readonly TrialMeasurements[]>;
}

/** The value that a goal asks for, in its unit; of false moves the upper bound, in a day. Null where nothing shows it. */
export function reachedOf(goal: Goal, { falseMovesPerDay, packetsPerSecond, trials }: Known): number | null {
	if (goal.kind === 'false-moves') return falseMovesPerDay.high;
	if (goal.kind === 'packets') return packetsPerSecond;
	const { metric, of } = goal.slo;
	const values = (trials.get(goal.drill) ?? []).flatMap((trial) => numbersAt(trial, metric.path));
	if (values.length === 0) return null;
	if (of === 'mean') return values.reduce((sum, value) => sum + value, 0) / values.length;
	if (of === 'min') return Math.min(...values);
	return percentile(values, of === 'max' ? 100 : Number(of.slice(1)));
}

/** Whether a value meets a goal. */
export function meets({ operator, limit }: Goal, value: number): boolean {
	if (operator === '<') return value < limit;
	if (operator === '<=') return value <= limit;
	return operator === '>' ? value > limit : value >= limit;
}

/** How far a value is on the good side of the limit, as the logarithm of their ratio; below 0 on the bad side, and −∞ where there is no value. */
export function marginOf(goal: Goal, value: number | null): number {
	if (value === null) return Number.NEGATIVE_INFINITY;
	const ratio = Math.log(Math.max(goal.limit, 1e-9) / Math.max(value, 1e-9));
	const margin = goal.operator.startsWith('<') ? ratio : -ratio;
	// On the limit itself, which operator it is decides.
	return meets(goal, value) ? Math.max(0, margin) : Math.min(-1e-9, margin);
}
