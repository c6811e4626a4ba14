import { type Explanation, explain } from '../keepalived/explain.ts';
import type { Keyword } from '../keepalived/keyword.ts';
import { rootKeywords } from '../keepalived/keywords/root.ts';
import { isIn } from '../keepalived/tree.ts';

/** Where a cursor stands in a keepalived.conf. */
interface Cursor {
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
function cursorAt(text: string, line: number, character: number): Cursor {
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
function keywordsIn(blocks: readonly string[], version: string): Keyword[] | null {
	let here: readonly Keyword[] | undefined = rootKeywords;
	for (const block of blocks) here = here?.find(({ name }) => name === block)?.block;
	return here?.filter((one) => isIn(version, one)) ?? null;
}

/** What the keyword table says of the keyword at a cursor: at its place where it has one there, else at its first three. Empty for another word. */
export function explanationsAt(text: string, line: number, character: number): Explanation[] {
	const { blocks, word, isFirst } = cursorAt(text, line, character);
	const all = isFirst ? explain(word) : [];
	const here = all.filter((one) => one.blocks.join(' ') === blocks.join(' '));
	return here.length > 0 ? here : all.slice(0, 3);
}

/** The keywords of a version that may stand at a cursor; empty where none may. */
export function keywordsAt(text: string, line: number, character: number, version: string): Keyword[] {
	const { blocks, isFirst } = cursorAt(text, line, character);
	return (isFirst ? keywordsIn(blocks, version) : null) ?? [];
}

/** Whether a keyword opens a block, or a list. */
export const isBlock = ({ block, entries }: Keyword): boolean => block !== undefined || entries !== undefined;
