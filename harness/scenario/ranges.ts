import { type Duration, formatMs, parseDurationMs } from '../base/units.ts';
import type { DrillProblem } from './drill-problem.ts';
import type { Target } from './target.ts';

/** A trial that takes longer than a day is a slip of the pen. */
const LONGEST_MS = 24 * 3_600_000;

interface Range {
	/** At least; 0 by default. */
	min?: number;
	/** Whether it must be above 0. */
	above?: boolean;
	max?: number;
}

/** What is wrong with a duration; the range is in milliseconds, up to a day by default. */
export function durationProblems(
	field: string,
	text: Duration,
	{ min = 0, above = false, max = LONGEST_MS }: Range = {},
): DrillProblem[] {
	const ms = msOf(text);
	const fix = `Write a duration from ${above ? 'above 0' : formatMs(min)} to ${formatMs(max)}, for instance '3s'`;
	if (ms === null) return [{ field, value: text, problem: 'it is not a duration', fix }];
	if (above && ms === 0) return [{ field, value: text, problem: 'it must be longer than nothing', fix }];
	if (ms < min) return [{ field, value: text, problem: 'it is too short', fix }];
	return ms > max ? [{ field, value: text, problem: 'it is too long', fix }] : [];
}

/** A duration in milliseconds; null where the text is none. */
export function msOf(text: string): number | null {
	try {
		return parseDurationMs(text);
	} catch {
		return null;
	}
}

/** What is wrong with a number, up to 100 by default; `what` is what it should be, in words. */
export function numberProblems(
	field: string,
	value: number,
	what: string,
	{ min = 0, above = false, max = 100 }: Range,
): DrillProblem[] {
	if (value <= max && (above ? value > 0 : value >= min)) return [];
	const from = above ? 'above 0' : String(min);
	return [{ field, value, problem: `this is no ${what}`, fix: `Write a number from ${from} to ${max.toLocaleString('en')}` }];
}

/** What is wrong with a share in per cent. */
export const percentProblems = (field: string, value: number, { above = false } = {}): DrillProblem[] =>
	numberProblems(field, value, 'share in per cent', { above, max: 100 });

/** What is wrong with a whole number; `what` is what it should be, in words. */
export function wholeProblems(field: string, value: number, what: string, min: number, max: number): DrillProblem[] {
	if (Number.isInteger(value) && value >= min && value <= max) return [];
	return [
		{ field, value, problem: `this is no ${what}`, fix: `Write a whole number from ${min} to ${max.toLocaleString('en')}` },
	];
}

/** What is wrong with a target, whatever the cluster. */
export function targetProblems(place: string, target: Target): DrillProblem[] {
	return target.kind === 'backup' ? wholeProblems(`${place}.rank`, target.rank, 'place in line', 1, 255) : [];
}
