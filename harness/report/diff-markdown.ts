import { escapeMarkdown } from '../base/escape-markdown.ts';
import type { Difference, Effect, ToldChange } from '../guarantee/diff/shape.ts';
import { changeText, effectLines, parted, verdictText } from '../guarantee/diff/wording.ts';
import { rangeText, whoText } from '../guarantee/wording.ts';
import { markdownTable } from './markdown-table.ts';

const MARKS: Readonly<Record<Effect['verdict'], string>> = { worse: '**worse**', better: 'better', other: 'other', same: 'same' };
const COLUMNS = ['failure', 'before', 'after', ''].map((head) => ({ head, numeric: false }));

/** A difference for a pull request. Ends with a line end. */
export function diffMarkdown(difference: Difference): string {
	const { before, after, changes, together } = difference;
	const title = `**What the failover guarantees**, ${escapeMarkdown(before)} → ${escapeMarkdown(after)}: ${verdictText(difference)}`;
	if (changes.length === 0) return `${title}\n`;
	const { read, unread } = parted(changes);
	return [
		title,
		'',
		...markdownTable(
			COLUMNS,
			together.map(({ failure, before: was, after: is, verdict }) => [failure, cell(was), cell(is), MARKS[verdict]]),
		),
		'',
		...(read.length === 0 ? [] : ['Each difference, and by theory what it does by itself:', '', ...read.flatMap(item), '']),
		...(unread.length === 0 ? [] : ['Differences of which theory reads nothing:', '', ...unread.map(head), '']),
	].join('\n');
}

const head = (change: ToldChange) => `- ${escapeMarkdown(changeText(change))}`;
const item = (change: ToldChange) => [head(change), ...effectLines(change).map((line) => `  - ${escapeMarkdown(line)}`)];

const cell = (theory: Effect['before']) => escapeMarkdown(`${whoText(theory)}; nobody is served: ${rangeText(theory.outage)}`);
