import type { Keyword } from '../keepalived/keyword.ts';
import { rootKeywords } from '../keepalived/keywords/root.ts';
import { isIn } from '../keepalived/tree.ts';

/** Where a cursor stands in a keepalived.conf. */
export interface Cursor {
	/** The blocks around it, from the outside in. */
	blocks: string[];
	/** The word that it is in or behind; empty between words. */
	word: string;
	/** Whether that is the first word of its statement. */
	isFirst: boolean;
}

/** What is left of a line without its comment. */
const code = (line: string) => /^(?:"[^"]*"|\\.|[^"#!])*/.exec(line)?.[0] ?? '';

/** Finds a cursor's blocks by the braces before it, whatever else is wrong in the text. Lines and characters count from 0, as editors count them. */
export function cursorAt(text: string, line: number, character: number): Cursor {
	const lines = text.split(/\r?\n/);
	const before = [...lines.slice(0, line).map(code), (lines[line] ?? '').slice(0, character)].join('\n');
	const blocks: string[] = [];
	let first = '';
	let word = '';
	for (const [token] of before.matchAll(/"[^"\n]*"?|[{}\n]|[^\s{}"]+|[^\S\n]+/g)) {
		if (token === '{') blocks.push(first);
		if (token === '}') blocks.pop();
		if (/^[{}\n]$/.test(token)) first = '';
		else if (token.trim() !== '' && first === '') first = token;
		word = /^[\s{}]/.test(token) ? '' : token;
	}
	const rest = /^[^\s{}"#]*/.exec((lines[line] ?? '').slice(character))?.[0] ?? '';
	const isFirst = word === '' ? first === '' : first === word;
	return { blocks, word: word + rest, isFirst };
}

/** The keywords of a block in a version of keepalived; null where there is no such block, or it is a list. */
export function keywordsIn(blocks: readonly string[], version: string): Keyword[] | null {
	let here: readonly Keyword[] | undefined = rootKeywords;
	for (const block of blocks) here = here?.find(({ name }) => name === block)?.block;
	return here?.filter((one) => isIn(version, one)) ?? null;
}
