import type { Chain, Place } from './place.ts';
import type { Traced } from './traced.ts';

/** One word of a line, without its quotes. */
export interface Word {
	text: string;
	at: Place;
	chain: Chain;
	quoted: boolean;
}

/** What C's isspace() and keepalived's WHITE_SPACE_STR call white space; JavaScript's `\s` is wider. */
const isSpace = (code: number) => code === 32 || (code >= 9 && code <= 13);
const QUOTE = 34;

/** A line's words as alloc_strvec() of lib/parser.c splits it, and the place of a quote that is never closed: what follows that one is lost. */
export function splitWords(line: Traced): { words: Word[]; unclosed: Place | null } {
	const { text } = line;
	const words: Word[] = [];
	let i = 0;
	while (i < text.length) {
		if (isSpace(text.charCodeAt(i))) {
			i += 1;
			continue;
		}
		const quoted = text.charCodeAt(i) === QUOTE;
		const start = quoted ? i + 1 : i;
		let end = quoted ? text.indexOf('"', start) : start;
		if (end < 0) return { words, unclosed: line.slice(i).at };
		while (!quoted && end < text.length && text.charCodeAt(end) !== QUOTE && !isSpace(text.charCodeAt(end))) end += 1;
		const piece = line.slice(start, end);
		const at = piece.length > 0 ? piece.at : { ...piece.at, length: 1 };
		words.push({ text: piece.text, at, chain: piece.chain, quoted });
		i = quoted ? end + 1 : end;
	}
	return { words, unclosed: null };
}

const BLANK = (char: string) => char === ' ' || char === '\t';

/** What decomment() of lib/parser.c leaves of a line: no comment, no blanks at its ends. */
export interface Decommented {
	line: Traced;
	/** Where a quote begins that is never closed, which keepalived complains of; null without. */
	unterminated: Traced | null;
	/** An escaped comment sign lost its backslash. */
	unescaped: boolean;
	/** A comment ended in a backslash, which stays. */
	leftBackslash: boolean;
}

/** Removes a comment and the blanks at both ends, and the backslash before an escaped comment sign. A backslash at the very end stays, even behind a comment. */
export function decomment(whole: Traced): Decommented {
	let line = trimStart(whole);
	if (!/[!#"\\]/.test(line.text)) return { line: trimEnd(line), unterminated: null, unescaped: false, leftBackslash: false };
	let isQuoted = false;
	let quoteAt = 0;
	let skip = -1;
	let isContinued = false;
	let unescaped = false;
	let i = 0;
	for (;;) {
		const { text } = line;
		while (i < text.length && !/[!#"\\]/.test(text.charAt(i))) i += 1;
		if (i >= text.length) break;
		const char = text.charAt(i);
		if (char === '"') {
			if (skip < 0) isQuoted = !isQuoted;
			if (skip < 0 && isQuoted) quoteAt = i;
		} else if (char === '\\') {
			if (i + 1 >= text.length) {
				line = line.slice(0, i);
				isContinued = true;
				break;
			}
			if (!isQuoted && /[#!]/.test(text.charAt(i + 1))) {
				if (skip < 0) unescaped = true;
				line = line.replace(i, i + 1, line.slice(i, i));
			} else i += 1;
		} else if (!isQuoted && skip < 0) skip = i;
		i += 1;
	}
	const leftBackslash = isContinued && skip >= 0;
	const cut = trimEnd(skip >= 0 ? line.slice(0, skip) : line);
	const back = whole.slice(whole.text.lastIndexOf('\\'), whole.text.lastIndexOf('\\') + 1);
	return {
		line: isContinued ? cut.replace(cut.length, cut.length, back) : cut,
		unterminated: isQuoted ? line.slice(quoteAt) : null,
		unescaped,
		leftBackslash,
	};
}

/** Without blanks and tabs at its beginning. */
export function trimStart(line: Traced): Traced {
	let start = 0;
	while (start < line.length && BLANK(line.text.charAt(start))) start += 1;
	return line.slice(start);
}

/** Without blanks and tabs at its end. */
export function trimEnd(line: Traced): Traced {
	let end = line.length;
	while (end > 0 && BLANK(line.text.charAt(end - 1))) end -= 1;
	return line.slice(0, end);
}
