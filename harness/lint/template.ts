import type { Finding } from './finding.ts';

/** Bounded, so that a line of nothing but braces takes no time. */
const MARK = /\{\{[^{}\n]{1,200}\}\}|\{%[^%\n]{1,200}%\}|\{#[^#\n]{1,200}#\}|<%[^%\n]{1,200}%>/g;

/** Whether a text is meant to be filled in by Jinja, ERB, Go or the like before keepalived reads it. */
const isTemplate = (text: string): boolean => text.search(MARK) >= 0;

/** A template in which each mark is one word, and a line of nothing but marks a comment; every column stays where it was. */
export function withoutMarks(text: string): string {
	if (!isTemplate(text)) return text;
	return text
		.split('\n')
		.map((line) => {
			const alone = line.replaceAll(MARK, '').trim() === '' && line.search(MARK) >= 0;
			return line.replaceAll(MARK, (mark) => (alone ? `#${'-'.repeat(mark.length - 1)}` : `${'0'.repeat(mark.length - 1)}1`));
		})
		.join('\n');
}

/** Rules that miss what a template has not filled in yet. */
const NEEDS_VALUES = new Set(['K10', 'K15', 'K39', 'K34', 'K37']);

/** Findings without those that are about what a template will fill in; one that says so comes first. */
export function withTemplates(findings: readonly Finding[], texts: ReadonlyMap<string, string>): Finding[] {
	const templates = new Map([...texts].filter(([, text]) => isTemplate(text)));
	if (templates.size === 0) return [...findings];
	const kept = findings.filter(({ at, rule }) => {
		const text = templates.get(at.file);
		if (text === undefined) return true;
		return !NEEDS_VALUES.has(rule) && (text.split('\n', at.line)[at.line - 1] ?? '').search(MARK) < 0;
	});
	return [...kept, ...[...templates].map(([file, text]) => told(file, text))];
}

function told(file: string, text: string): Finding {
	const lines = text.split('\n');
	const index = lines.findIndex((line) => line.search(MARK) >= 0);
	const column = (lines[index]?.search(MARK) ?? 0) + 1;
	const length = lines[index]?.match(MARK)?.[0].length ?? 1;
	return {
		rule: 'K31',
		severity: 'warning',
		code: null,
		message:
			'this is a template, of which only what is not filled in can be looked at; keepalived itself would take its marks as they stand',
		at: { file, line: index + 1, column, length },
		chain: [],
		related: [],
		fix: 'Lint what it renders to',
		edits: [],
	};
}
