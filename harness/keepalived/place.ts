/** Where something stands in a file, as it is written there. `line` and `column` count from 1, `length` in characters. */
export interface Place {
	file: string;
	line: number;
	column: number;
	length: number;
}

/** One step on the way from the main file to a text: which include, definition or sequence brought it there, and where that is used. */
export interface ChainLink {
	kind: 'include' | 'definition' | 'sequence';
	/** The file that is included, the definition's name, or the sequence's variable and its value. */
	name: string;
	at: Place;
}

/** The steps to a text, outermost first; empty for what stands in the main file itself. */
export type Chain = readonly ChainLink[];

/** What keepalived itself does about it: ends and refuses the whole file, logs a complaint and goes on (`keepalived -t` exits with 5), or says nothing. */
type Response = 'refuses' | 'complains' | 'silent';

/** Something that is wrong, or not as it looks, in a configuration. */
export interface Diagnostic {
	/** Stable; see `DIAGNOSTIC_CODES`. */
	code: DiagnosticCode;
	severity: 'error' | 'warning' | 'note';
	/** A sentence without its full stop: what is wrong, and what keepalived makes of it. */
	message: string;
	at: Place;
	chain: Chain;
	keepalived: Response;
	/** What it is about, for instance `vrrp_instance VI_1 priority`. */
	field: string;
	/** The value as it is read; left out where something is missing, or where it is secret. */
	value?: string;
	/** What to do, as a sentence without its full stop. */
	fix?: string;
	/** It is about something that the simulator or the theory acts on. */
	isModelled?: boolean;
}

/** Every code that a diagnostic of this room can have, with what it means. */
export const DIAGNOSTIC_CODES = {
	'bad-value': 'a value that keepalived does not take',
	'block-incomplete': 'a block that lacks what keepalived needs of it',
	'block-extra-words': 'words between a block and its brace',
	'block-refused': 'a block that keepalived drops as a whole',
	'block-unclosed': 'a block without its closing brace',
	'brace-extra': 'a closing brace too many',
	'brace-missing': 'a block without its opening brace',
	'brace-unexpected': 'a brace where no block may begin',
	'byte-order-mark': 'bytes at the head of the file that spoil its first word',
	'comment-backslash': 'a comment that ends in a backslash, which stays in the configuration',
	'comment-escape': 'an escaped comment sign, which begins a comment all the same',
	'condition-unknown-host': 'lines for one host, while no host is named',
	'definition-loop': 'a definition that uses itself',
	'definition-spaced': 'a definition with a blank before its =',
	'definition-stays': 'a $ that stays, because the definition is not replaced there',
	'definition-unknown': 'a definition that does not exist',
	deprecated: 'a keyword that keepalived has another one for',
	'duplicate-block': 'a block whose name is taken',
	'extra-words': 'words that nobody reads',
	'include-behind-condition': 'an include that keepalived reads twice',
	'include-loop': 'a file that includes itself',
	'include-missing': 'an include that finds no file',
	'include-quoted': 'an include with quotes, which are taken as part of the name',
	'line-invalid': 'words of a line that do not go together',
	'line-too-long': 'a line of more than 1023 bytes, which keepalived cuts into two',
	'merge-marker': 'a marker of an unfinished merge',
	'misplaced-keyword': 'a keyword that belongs into another block',
	'missing-argument': 'a keyword without the value that it needs',
	'nul-byte': 'a zero byte, which ends its line',
	'not-defined': 'a name that nothing before it defines',
	'not-used': 'something that nothing uses',
	'password-cut': 'a password of which only the beginning counts',
	'quote-unclosed': 'a quote that is never closed',
	'random-value': 'a value that keepalived draws at each start',
	repeated: 'a setting that is set more than once',
	'sequence-invalid': 'a ~SEQ or ~LST that cannot be read',
	'setting-cleared': 'a setting that another one switches off',
	'settings-conflict': 'settings that do not go together',
	'too-large': 'more than vipdrill reads',
	'two-keywords': 'two keywords on one line, of which the second is lost',
	'unknown-keyword': 'a word that is no keyword',
	'unknown-option': 'an option that keepalived does not know',
	'value-rounded': 'a value that keepalived rounds',
	version: 'a keyword or value of another version of keepalived',
} as const;

export type DiagnosticCode = keyof typeof DIAGNOSTIC_CODES;

/** Collects diagnostics, each of them once: a sequence or a file that is included twice repeats nothing. Bounded, since a file may be nothing but mistakes. */
export class Diagnostics {
	readonly list: Diagnostic[] = [];
	readonly #seen = new Set<string>();
	readonly #lines = new Set<string>();

	/** No more are taken. */
	get isFull(): boolean {
		return this.list.length >= MAX_DIAGNOSTICS;
	}

	/** Whether a line has been told of already. */
	has(code: DiagnosticCode, { file, line }: Place): boolean {
		return this.#lines.has(JSON.stringify([code, file, line]));
	}

	add(diagnostic: Diagnostic): void {
		const { code, at, field, value } = diagnostic;
		const key = JSON.stringify([code, at.file, at.line, at.column, field, value]);
		if (this.isFull || this.#seen.has(key)) return;
		this.#seen.add(key);
		this.#lines.add(JSON.stringify([code, at.file, at.line]));
		this.list.push(diagnostic);
	}
}

const MAX_DIAGNOSTICS = 10_000;
