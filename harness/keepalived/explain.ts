import { didYouMean } from '../base/did-you-mean.ts';
import type { Keyword } from './keyword.ts';
import { allKeywords, blockName, type Placed, placesOf } from './nearest.ts';

/** All that the table knows of a keyword at one place. */
export interface Explanation {
	keyword: string;
	/** The blocks around it, from the outside in. */
	blocks: string[];
	/** How it is written. */
	usage: string;
	says: string;
	default: string | null;
	/** The first and the last version of keepalived that knows it; null for before 2.0.1, and for still. */
	since: string | null;
	until: string | null;
	/** What keepalived does with a bad value. */
	onBadValue: string;
	/** The keyword that keepalived has for it now. */
	instead: string | null;
	changes: { since: string; says: string }[];
	/** What acts on it in vipdrill. */
	models: string[];
	/** What may stand in its block. */
	contains: string[];
}

/** What the table says of a keyword, at every place that it has; the same at several places is said once for each. Empty for no keyword. */
export const explain = (name: string): Explanation[] => placesOf(name).map(explanationOf);

/** The keyword that a mistyped word most likely meant; null without. */
export const nearestKeyword = (word: string): string | null =>
	didYouMean(word, [...new Set(allKeywords.map(({ keyword }) => keyword.name))]);

function explanationOf({ keyword, path }: Placed): Explanation {
	return {
		keyword: keyword.name,
		blocks: [...path],
		usage: usageOf(keyword),
		says: keyword.says,
		default: keyword.default ?? null,
		since: keyword.since ?? null,
		until: keyword.until ?? null,
		onBadValue: badWords(keyword),
		instead: keyword.instead ?? null,
		changes: (keyword.changes ?? []).map(({ since, says }) => ({ since, says })),
		models: [...(keyword.models ?? [])],
		contains: (keyword.block ?? []).map(({ name }) => name),
	};
}

/** How a keyword is written, its block too. */
export function usageOf({ name, args, block, entries }: Keyword): string {
	const line = [name, args].filter((part) => part !== '').join(' ');
	return entries === undefined ? `${line}${block ? ' { … }' : ''}` : `${line} { ${entries} }`;
}

/** What keepalived does with a bad value, and with none. */
export function badWords({ args, entries, bad = 'ignored', badSets = '', missing }: Keyword): string {
	if (args === '' && entries === undefined) return 'it has none';
	const wrong = {
		ignored: 'ignored',
		set: `set to ${badSets}`,
		clamped: 'set to the nearest',
		'entry dropped': 'the line is dropped',
		'block skipped': 'the block is skipped',
	};
	if (entries !== undefined) return bad === 'entry dropped' ? wrong[bad] : 'the line is passed over';
	const none = !/^</.test(args)
		? ''
		: missing === undefined
			? '; without one the file is refused'
			: missing === 'ignored'
				? '; without one the line is ignored'
				: '; without one the block is skipped';
	return `${wrong[bad]}${none}`;
}

/** Explanations as text for a terminal, a paragraph for each place. */
export function formatExplanations(all: readonly Explanation[]): string {
	return all.map(formatExplanation).join('\n\n');
}

function formatExplanation(one: Explanation): string {
	const fields: [name: string, value: string | null][] = [
		['in', one.blocks.length === 0 ? 'no block' : blockName(one.blocks)],
		['default', one.default],
		['bad value', one.onBadValue === 'it has none' ? null : one.onBadValue],
		['since', one.since === null ? null : `keepalived ${one.since}`],
		['until', one.until === null ? null : `keepalived ${one.until}`],
		...one.changes.map(({ since, says }): [string, string] => [`since ${since}`, says]),
		['write instead', one.instead],
		[
			'modelled by',
			one.models.length === 0 ? 'nothing: vipdrill carries it, and names it where it simulates' : one.models.join(' and '),
		],
		['contains', one.contains.length === 0 ? null : one.contains.join(', ')],
	];
	const lines = fields.flatMap(([name, value]) => (value === null ? [] : [`  ${name.padEnd(14)}${value}`]));
	return [one.usage, `  ${one.says}`, ...lines].join('\n');
}
