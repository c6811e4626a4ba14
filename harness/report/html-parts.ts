import { escapeMarkup as text } from '../base/escape.ts';
import type { ExpectationResult, Verdict } from '../results/run-report.ts';
import { MARKS } from './wording.ts';

/** A cell of a table; `html` is markup that stands for the text. */
export interface Cell {
	value: string;
	html?: string;
	numeric?: boolean;
	cssClass?: string;
}

/** So many columns have a rule in the style sheet that sets them to the right. */
const RULED_COLUMNS = 16;

/**
 * A table that scrolls sideways by itself, by keyboard too; nothing without rows. Columns of figures are the table's classes, `r2` for the second: a run of
 * every drill has fifteen thousand such cells.
 */
export function htmlTable(caption: string, heads: readonly Cell[], rows: readonly (readonly Cell[])[], cssClass = ''): string {
	if (rows.length === 0) return '';
	const ruled = heads.map((_, i) => i < RULED_COLUMNS && [heads, ...rows].every((cells) => cells[i]?.numeric ?? false));
	const classes = (cell: Cell, i: number) =>
		[cell.numeric && !ruled[i] ? 'num' : '', cell.cssClass ?? ''].filter(Boolean).join(' ');
	const row = (tag: string, attributes: string, cells: readonly Cell[]) =>
		`<tr>${cells.map((cell, i) => `<${tag}${attributes}${classes(cell, i) ? ` class="${classes(cell, i)}"` : ''}>${cell.html ?? text(cell.value)}</${tag}>`).join('')}</tr>`;
	const body = rows.map((cells) => row('td', '', cells)).join('');
	const said = `<caption class="hidden">${text(caption)}</caption>`;
	const head = `<thead>${row('th', ' scope="col"', heads).replaceAll('<th scope="col"></th>', '<td></td>')}</thead>`;
	const tableClasses = [cssClass, ...ruled.flatMap((is, i) => (is ? [`r${i + 1}`] : []))].filter(Boolean).join(' ');
	return `<div class="scroll" tabindex="0" role="region" aria-label="${text(caption)}"><table${tableClasses ? ` class="${tableClasses}"` : ''}>${said}${head}<tbody>${body}</tbody></table></div>`;
}

/** Column heads; names that begin with `#` are numeric. */
export const headsOf = (...names: string[]): Cell[] =>
	names.map((name) => (name.startsWith('#') ? { value: name.slice(1), numeric: true } : { value: name }));

export const badge = (verdict: Verdict): string => `<span class="badge ${verdict}">${verdict}</span>`;

/** A paragraph of text. */
export const paragraph = (sentence: string, cssClass = ''): string =>
	`<p${cssClass ? ` class="${cssClass}"` : ''}>${text(sentence)}</p>`;

/** What was asked and what was got, a row each. */
export function resultTable(what: string, results: readonly ExpectationResult[]): string {
	return htmlTable(
		`${what}s`,
		headsOf('', what, 'asked', 'got'),
		results.map((e) => [
			{
				value: MARKS[e.outcome],
				html: `<span aria-hidden="true">${MARKS[e.outcome]}</span><span class="hidden">${e.outcome}</span>`,
				cssClass: `mark ${e.outcome}`,
			},
			{ value: e.title },
			{ value: e.asked },
			{ value: e.got },
		]),
	);
}
