import { didYouMean } from '../base/did-you-mean.ts';
import { parseDurationMs } from '../base/units.ts';
import { METRICS, type MetricInfo, metricOf } from '../metrics/metric-catalog.ts';

/** Over which trials' values an objective is judged: each one, or a statistic of all. */
export const SLO_STATISTICS = ['p50', 'p95', 'p99', 'max', 'min', 'mean', 'each'] as const;
export type SloStatistic = (typeof SLO_STATISTICS)[number];

const OPERATORS = ['<=', '>=', '<', '>'] as const;
export type SloOperator = (typeof OPERATORS)[number];

/** A service-level objective as data: `takeover.p95 < 4s`. */
export interface Slo {
	/** As it was written. */
	text: string;
	metric: MetricInfo;
	of: SloStatistic;
	operator: SloOperator;
	/** In the metric's unit: milliseconds, a share of 0–1, or a number. */
	limit: number;
}

/** An objective that cannot be read; `column` counts from 1 within its text. */
export class SloSyntaxError extends RangeError {
	override readonly name = 'SloSyntaxError';
	constructor(
		readonly text: string,
		readonly column: number,
		/** What is wrong there, as a sentence without its full stop. */
		readonly problem: string,
		/** What to do about it, likewise. */
		readonly fix: string,
	) {
		super(`objective ${JSON.stringify(text)}, column ${column}: ${problem}. ${fix}.`);
	}
}

/**
 * Reads an objective: metric, statistic (`each` by default), operator and limit, for instance `http.availability.min >= 98%`. The metric goes
 * by its name or its dotted path. Throws SloSyntaxError with the column and the fix.
 */
export function parseSlo(text: string): Slo {
	const fail = (at: number, problem: string, fix: string): never => {
		throw new SloSyntaxError(text, at + 1, problem, fix);
	};
	const start = text.length - text.trimStart().length;
	const word = /^[\w.-]+/.exec(text.slice(start))?.[0] ?? '';
	if (word === '') fail(start, 'a metric is missing', 'Write metric, operator and limit, for instance takeover.p95 < 4s');
	const subject = readSubject(word) ?? fail(start, `there is no metric ${word}`, suggestion(word));
	const afterWord = skipBlanks(text, start + word.length);
	const operator = OPERATORS.find((symbol) => text.startsWith(symbol, afterWord));
	if (!operator) return fail(afterWord, 'an operator is missing', 'Write <, <=, > or >=');
	const limitAt = skipBlanks(text, afterWord + operator.length);
	const written = text.slice(limitAt).trim();
	if (written === '') fail(limitAt, 'a limit is missing', limitFix(subject.metric));
	const limit =
		readLimit(written, subject.metric) ?? fail(limitAt, limitProblem(written, subject.metric), limitFix(subject.metric));
	return { text: text.trim(), ...subject, operator, limit };
}

/** The whole word as a metric first, because `http.latency.p99` is one. */
function readSubject(word: string): { metric: MetricInfo; of: SloStatistic } | null {
	const whole = metricOf(word);
	if (whole) return { metric: whole, of: 'each' };
	const dot = word.lastIndexOf('.');
	const metric = metricOf(word.slice(0, Math.max(0, dot)));
	const of = SLO_STATISTICS.find((name) => name === word.slice(dot + 1));
	return metric && of ? { metric, of } : null;
}

function suggestion(word: string): string {
	const dot = word.lastIndexOf('.');
	if (metricOf(word.slice(0, Math.max(0, dot)))) return `After ${word.slice(0, dot)} write one of ${SLO_STATISTICS.join(', ')}`;
	const names = METRICS.map(({ name }) => name);
	const statistic = SLO_STATISTICS.find((name) => name === word.slice(dot + 1));
	const near = statistic ? didYouMean(word.slice(0, dot), names) : null;
	if (near) return `Did you mean ${near}.${statistic}`;
	const meant = didYouMean(word, names);
	return meant ? `Did you mean ${meant}` : 'See vipdrill metrics for all of them';
}

function skipBlanks(text: string, from: number): number {
	let at = from;
	while (at < text.length && /\s/.test(text.charAt(at))) at += 1;
	return at;
}

/** In the metric's unit; null where it is not written in one. */
function readLimit(written: string, { unit }: MetricInfo): number | null {
	if (unit === 'ms') return durationOrNull(written);
	const match = /^(\d+(?:\.\d+)?)(\s*%)?$/.exec(written);
	if (!match || (unit === 'count' && match[2])) return null;
	const value = match[2] ? Number(match[1]) / 100 : Number(match[1]);
	return unit === 'share' && value > 1 ? null : value;
}

function durationOrNull(written: string): number | null {
	try {
		return parseDurationMs(written);
	} catch {
		return null;
	}
}

function limitProblem(written: string, { name, unit }: MetricInfo): string {
	const kind = { ms: 'a duration with a unit', share: 'a share of 0 to 1', count: 'a number without a unit' }[unit];
	return `${name} is compared with ${kind}, not with ${written}`;
}

function limitFix({ unit }: MetricInfo): string {
	return {
		ms: 'Write a duration, for instance 3.5s or 250ms',
		share: 'Write a share, for instance 0.98 or 98%',
		count: 'Write a number, for instance 10',
	}[unit];
}
