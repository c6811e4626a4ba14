import { badWords, usageOf } from './explain.ts';
import type { Keyword } from './keyword.ts';
import { rootKeywords } from './keywords/root.ts';
import { blockName } from './nearest.ts';
import { DIAGNOSTIC_CODES } from './place.ts';

/** docs/keepalived.md, from the keyword table. */
export function keepalivedPage(): string {
	const codes = Object.entries(DIAGNOSTIC_CODES).map(([code, says]) => `| \`${code}\` | ${says} |`);
	return [
		'# keepalived.conf, as vipdrill reads it',
		'Made from the keyword table (`harness/keepalived/keywords/`) by `npm run keyword-docs`. `vipdrill explain KEYWORD` says the same of one keyword.',
		'A version is the first, or the last, of keepalived that knows the keyword; the table goes back to 2.0.0. _Modelled_ is what the simulator or the theory acts on: the rest is read, checked and carried, and every simulated report names it.',
		'`<…>` must be there, `[…]` may be left out, `(a; b)` are options in any order, `...` repeats. Times are seconds unless their sentence says otherwise.',
		...section(rootKeywords, []),
		'## What is told of a configuration',
		['| code | of |', '| --- | --- |', ...codes].join('\n'),
		'',
	].join('\n\n');
}

function section(keywords: readonly Keyword[], path: readonly string[]): string[] {
	const title =
		path.length === 0
			? 'Outside of any block'
			: `\`${path.at(-1)}\`${path.length > 1 ? `, in ${blockName(path.slice(0, -1))}` : ''}`;
	const rows = keywords.map(
		(one) =>
			`| \`${cell(usageOf(one))}\` | ${cell(saysOf(one))} | ${cell(one.default ?? '')} | ${versionsOf(one)} | ${badWords(one)} | ${(one.models ?? []).join(', ')} |`,
	);
	const inner = keywords.flatMap((one) => (one.block ? section(one.block, [...path, one.name]) : []));
	const head = [
		'| keyword | what it is for | default | version | a bad value is | modelled by |',
		'| --- | --- | --- | --- | --- | --- |',
	];
	return [`## ${title}`, [...head, ...rows].join('\n'), ...inner];
}

function saysOf({ says, instead, changes = [] }: Keyword): string {
	const later = changes.map((change) => ` Since ${change.since} it ${change.says}.`).join('');
	return `${says}${later}${instead === undefined ? '' : ` Write ${instead} instead.`}`;
}

const versionsOf = ({ since, until }: Keyword) =>
	[since === undefined ? '' : `${since} on`, until === undefined ? '' : `to ${until}`].join(' ').trim();

const cell = (text: string) => text.replaceAll('|', '\\|');
