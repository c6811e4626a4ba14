/** A piece of one line of keepalived.conf; a `problem` is a piece that vipdrill cannot read. */
export type ConfToken =
	| { kind: 'word'; text: string }
	| { kind: 'open' }
	| { kind: 'close' }
	| { kind: 'problem'; text: string; problem: string; fix: string };

/** What a word is made of: `\#` and `\!` are literal, `${NAME}` keeps its braces, comments and braces end it. */
const WORD = /(?:\\[#!]|\$\{\w*\}|[^\s"{}#!])+/y;
const VARIABLE = /\$(?:\{\w*\}|[A-Za-z_]\w*)/;

/** Splits one line without its line end into tokens; a comment ends it. Quotes are removed, what stands in them is one word. */
export function tokenizeLine(line: string): ConfToken[] {
	const tokens: ConfToken[] = [];
	let at = 0;
	while (at < line.length) {
		const char = line.charAt(at);
		if (char === '#' || char === '!') break;
		if (char === '"') at = quotedToken(line, at, tokens);
		else if (char === '{' || char === '}') {
			tokens.push({ kind: char === '{' ? 'open' : 'close' });
			at += 1;
		} else at = /\s/.test(char) ? at + 1 : wordToken(line, at, tokens);
	}
	return tokens;
}

function quotedToken(line: string, start: number, tokens: ConfToken[]): number {
	const end = line.indexOf('"', start + 1);
	if (end >= 0) {
		tokens.push({ kind: 'word', text: line.slice(start + 1, end) });
		return end + 1;
	}
	const fix = 'Add the closing " on the same line';
	tokens.push({ kind: 'problem', text: line.slice(start), problem: 'the quote is not closed', fix });
	return line.length;
}

function wordToken(line: string, start: number, tokens: ConfToken[]): number {
	WORD.lastIndex = start;
	const word = WORD.exec(line)?.[0] ?? line.charAt(start);
	const text = word.replace(/\\([#!])/g, '$1');
	const variable = VARIABLE.exec(text)?.[0];
	tokens.push({ kind: 'word', text });
	if (variable !== undefined) {
		const fix = 'Inline it: write the value itself, or put it in double quotes if the $ is meant literally';
		tokens.push({ kind: 'problem', text: variable, problem: 'vipdrill does not read variables yet', fix });
	}
	return start + word.length;
}
