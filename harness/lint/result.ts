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

/** A line of a file for people's eyes: without what is secret in it, tabs as blanks, at most so many characters. */
export function shownLine(texts: ReadonlyMap<string, string>, file: string, line: number): string {
	const whole = (linesOf(texts, file)[line - 1] ?? '').replace(/\r$/, '');
	return whole
		.replace(SECRET, (_, head: string) => `${head}(hidden)`)
		.replaceAll('\t', ' ')
		.replace(/\p{Cc}|\p{Cf}/gu, '?')
		.slice(0, LONGEST);
}

/** Passwords, keys, and definitions whose name says that they are one. */
const SECRET = /((?:auth_pass|\bpassword|\bkey|\$\w*(?:pass|pwd|secret|key|token)\w*)["'\s=:]+)(?![{\s]).*/i;
const LONGEST = 160;
