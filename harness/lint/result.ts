import type { Finding } from './finding.ts';
import { linesOf } from './lines.ts';

/** A lint as it is printed. */
export interface LintResult {
	/** vipdrill's own version. */
	version: string;
	/** The version of keepalived that the files are meant for. */
	keepalived: string;
	findings: readonly Finding[];
	/** Findings of the baseline, which are not told again. */
	known: number;
	/** The files that were read, in their order. */
	files: readonly string[];
	hosts: readonly string[];
	texts: ReadonlyMap<string, string>;
	/** What no file tells, a sentence each. */
	notChecked: readonly string[];
}

export interface Counts {
	errors: number;
	warnings: number;
	notes: number;
}

export function countsOf(findings: readonly Finding[]): Counts {
	const of = (severity: Finding['severity']) => findings.filter((one) => one.severity === severity).length;
	return { errors: of('error'), warnings: of('warning'), notes: of('note') };
}

/** A line of a file for people's eyes: without what is secret in it, tabs as blanks. `start` is where a column of it stands in what is shown. */
export function shownLine(
	texts: ReadonlyMap<string, string>,
	{ file, line, column }: { file: string; line: number; column: number },
): { text: string; start: number } {
	const whole = (linesOf(texts, file)[line - 1] ?? '').replace(/\r$/, '');
	// Of a long line what is around the place; behind a secret nothing is shown.
	const from = column > LONGEST ? column - 1 - LONGEST / 2 : 0;
	const head = from > 0 && SECRET.test(whole.slice(0, LONGEST)) ? '' : whole.slice(from, from + LONGEST);
	const text = head
		.replace(SECRET, (_, before: string) => `${before}(hidden)`)
		.replaceAll('\t', ' ')
		.replace(/\p{Cc}|\p{Cf}/gu, '?');
	return { text, start: Math.min(Math.max(0, column - 1 - from), text.length) };
}

/** Passwords, keys, and definitions whose name says that they are one. */
const SECRET = /((?:auth_pass|\bpassword|\bkey|\$\w*(?:pass|pwd|secret|key|token)\w*)["'\s=:]+)(?![{\s]).*/i;
const LONGEST = 160;
