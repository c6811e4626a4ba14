import {
	type Definition,
	Definitions,
	definitionHead,
	MAX_CHAIN,
	MAX_LINE,
	type Replaced,
	replaceDefinitions,
} from './definitions.ts';
import { findFiles, folderOf, normalize } from './glob.ts';
import type { Chain, Diagnostic, Diagnostics, Place } from './place.ts';
import { readSequence, type Sequence } from './sequences.ts';
import { Traced } from './traced.ts';
import { isAtLeast } from './versions.ts';
import { decomment, trimEnd, trimStart } from './words.ts';

/** What the configuration of one host is read from. */
export interface Source {
	/** Content by path; absolute paths, or all relative to one folder. */
	files: ReadonlyMap<string, string>;
	/** The path of the file that keepalived is started with. */
	main: string;
	/** What `@id` is held against, by default the host's short name; null where it is not known, so that no `@id` matches. */
	host: string | null;
	/** keepalived's version, or its beginning. */
	version: string;
	/** How places show a path; by default as it is. */
	shown?: (path: string) => string;
}

/** More than any configuration has; a sequence or a definition could go on for ever. */
const MAX_LINES = 100_000;
/** Lines that definitions and sequences make, which a short file can have without end. */
const MAX_MADE = 20_000;
/** Conditions and definitions that bring each other, on one line. */
const MAX_RECHECKS = 64;
/** Replacements that had to be stopped; a file with more would be read for minutes. */
const MAX_STOPPED = 8;

interface OpenFile {
	path: string;
	shown: string;
	lines: string[];
	next: number;
	chain: Chain;
	/** What is left of a line of more than 1023 bytes. */
	rest: { text: string; column: number } | null;
}

interface OpenBody {
	lines: Traced[];
	next: number;
	/** How many sequences were open outside it. */
	sequences: number;
}

/**
 * Reads a configuration line by line as read_line() of keepalived's lib/parser.c does: files and their includes, comments, `@id`, `$NAME`, `~SEQ`,
 * `~LST`. Every brace outside quotes is a line of its own. What is odd about it is in `diagnostics`. Ends, whatever the files say.
 */
export class Expander {
	readonly #files: OpenFile[] = [];
	readonly #waiting: { path: string; chain: Chain }[][] = [];
	readonly #bodies: OpenBody[] = [];
	readonly #sequences: Sequence[] = [];
	readonly #definitions: Definitions;
	#residue: Traced | null = null;
	/** A definition that a backslash continues. */
	#open: Definition | null = null;
	#count = 0;
	#made = 0;
	#stopped = 0;
	/** Where reading ends: the last line that was read. */
	last: Place;

	constructor(
		readonly source: Source,
		readonly diagnostics: Diagnostics,
	) {
		this.#definitions = new Definitions(this.#builtIns());
		this.last = { file: this.#shown(source.main), line: 1, column: 1, length: 0 };
		this.#openFile(source.main, []);
	}

	/** The next line, without blanks at its ends; null at the end. */
	next(): Traced | null {
		for (;;) {
			const line = this.#read();
			if (line === null) return null;
			if (line.chain.some(({ kind }) => kind !== 'include')) this.#made += 1;
			if (++this.#count > MAX_LINES || this.#made > MAX_MADE || this.#stopped > MAX_STOPPED) {
				const limit = this.#made > MAX_MADE ? MAX_MADE : MAX_LINES;
				const message = `there are more than ${limit} lines here once everything is expanded, and vipdrill reads no further`;
				this.#tell('too-large', 'error', line, message, 'silent', { fix: 'Make the files, sequences and definitions smaller' });
				return null;
			}
			if (this.#open) {
				this.#continueDefinition(this.#open, line);
				continue;
			}
			const expanded = this.#expand(line);
			if (expanded === null || expanded.line.length === 0 || this.#include(expanded.line, expanded.isTouched)) continue;
			this.last = expanded.line.at;
			return this.#cutAtBrace(expanded.line);
		}
	}

	/** The next line of whatever is open: the rest of a line, a round of a sequence, a definition's body, a file. */
	#read(): Traced | null {
		if (this.#residue) {
			const residue = this.#residue;
			this.#residue = null;
			return residue;
		}
		const body = this.#bodies.at(-1);
		if (this.#sequences.length > (body?.sequences ?? 0)) {
			const round = this.#nextRound();
			return round ?? this.#read();
		}
		if (body) {
			const line = body.lines[body.next++];
			if (body.next >= body.lines.length) this.#bodies.pop();
			return line ?? this.#read();
		}
		return this.#readFile();
	}

	#nextRound(): Traced | null {
		const sequence = this.#sequences.at(-1);
		const round = sequence?.rounds.next();
		if (!sequence || round?.done !== false) {
			this.#sequences.pop();
			return null;
		}
		const name = round.value.map(([variable, value]) => `${variable} = ${value}`).join(', ');
		const chain: Chain = [...sequence.text.chain, { kind: 'sequence', name, at: sequence.from.at }];
		for (const [variable, value] of round.value)
			this.#definitions.set({ name: variable, lines: [Traced.made(value, sequence.from.at, chain)], isMultiline: false });
		return sequence.text.broughtBy(chain);
	}

	#readFile(): Traced | null {
		for (;;) {
			const file = this.#files.at(-1);
			if (!file) return null;
			if (!file.rest && file.next >= file.lines.length) {
				this.#files.pop();
				const next = this.#waiting.at(-1)?.shift();
				if (next) this.#openFile(next.path, next.chain);
				else this.#waiting.pop();
				continue;
			}
			const line = this.#fromFile(file);
			if (line) return line;
		}
	}

	/** One line of a file without its comment; null where nothing is left of it. */
	#fromFile(file: OpenFile): Traced | null {
		const { text, column } = file.rest ?? { text: (file.lines[file.next++] ?? '').replace(/\r+$/, ''), column: 1 };
		file.rest = null;
		const cut = cutBytes(text);
		const number = file.next;
		const whole = Traced.written(text.slice(0, cut), file.shown, number, column, file.chain);
		if (cut < text.length) {
			file.rest = { text: text.slice(cut), column: column + cut };
			const message = `keepalived reads no more than ${MAX_LINE - 1} bytes as one line, so what follows is a line of its own, also of a comment`;
			this.#tell('line-too-long', 'error', whole.slice(cut), message, 'silent', { fix: 'Make the line shorter' });
		}
		if (text === '') {
			// An empty line ends a definition; one with nothing but a comment does not.
			if (this.#open) this.#closeDefinition(this.#open, true);
			return null;
		}
		const zero = whole.text.indexOf('\0');
		if (zero >= 0) {
			const message = 'keepalived takes a zero byte as the end of the line';
			this.#tell('nul-byte', 'error', whole.slice(zero, zero + 1), message, 'silent', { fix: 'Save the file as plain text' });
		}
		const line = this.#decomment(zero >= 0 ? whole.slice(0, zero) : whole);
		return line.length === 0 ? null : line;
	}

	#decomment(whole: Traced): Traced {
		const once = decomment(whole);
		if (once.unterminated) {
			const field = once.line.text.split(/[ \t"]/)[0] || 'line';
			// What is wrong in a password is quoted nowhere.
			const isSecret = /\bauth_pass\b|\bpassword\b/.test(once.line.text);
			const value = isSecret ? {} : { value: once.unterminated.text };
			const { at, chain } = once.unterminated;
			const message = 'the quote is not closed';
			const more = { field, ...value, fix: 'Add the closing " on the same line' };
			this.diagnostics.add({ code: 'quote-unclosed', severity: 'error', message, at, chain, keepalived: 'complains', ...more });
		}
		if (once.leftBackslash) {
			const message = 'the comment ends in a backslash, which keepalived leaves in the line as a word of its own';
			this.#tell('comment-backslash', 'error', whole, message, 'silent', { fix: 'Remove the backslash' });
		}
		if (!once.unescaped || !isAtLeast(this.source.version, '2.2.0')) return once.line;
		const twice = decomment(once.line);
		if (twice.line.text !== once.line.text) {
			const message =
				'since 2.2.0 keepalived takes the backslash away before its processes read the line, so the sign behind it begins a comment';
			const fix = 'Put the word into double quotes instead';
			this.#tell('comment-escape', 'error', once.line.slice(twice.line.length), message, 'silent', { fix });
		}
		return twice.line;
	}

	/** What is left of a line once its condition, definitions and sequences are seen to, and whether it had any; null where nothing is. */
	#expand(read: Traced): { line: Traced; isTouched: boolean } | null {
		let line = read;
		let isTouched = false;
		for (let round = 0; round < MAX_RECHECKS; round++) {
			if (line.text.startsWith('@')) {
				const rest = this.#condition(line);
				if (rest === null) return null;
				line = rest;
				isTouched = true;
			}
			if (this.#define(line)) return null;
			if (/^~(SEQ|LST)/.test(line.text)) {
				this.#startSequence(line);
				return null;
			}
			if (line.text.startsWith('~') || !line.text.includes('$')) return { line, isTouched };
			const replaced = replaceDefinitions(line, this.#definitions);
			this.#tellOf(replaced);
			if (replaced.stopped) this.#stopped += 1;
			if (!replaced.changed || replaced.stopped) return { line: replaced.line, isTouched };
			isTouched = true;
			if (replaced.body) this.#openBody(replaced.body);
			line = decomment(replaced.line).line;
			if (!line.text.startsWith('@') && !line.text.includes('$') && !line.text.startsWith('~')) return { line, isTouched };
		}
		return { line, isTouched };
	}

	/** The rest of a line `@id …` that is meant for this host; null for another's. */
	#condition(line: Traced): Traced | null {
		const isNot = line.text.startsWith('@^');
		const start = isNot ? 2 : 1;
		const length = line.text.slice(start).search(/[ \t]/);
		if (length < 0) return null;
		if (this.source.host === null) {
			const message = 'the line is for one host, and it is not known which host this is: it is read as for another one';
			const condition = line.slice(0, start + length);
			const fix = 'Name the host';
			this.#tell('condition-unknown-host', 'note', condition, message, 'silent', { fix, value: condition.text });
		}
		const isIt = line.text.slice(start, start + length) === this.source.host;
		return isIt === isNot ? null : trimStart(line.slice(start + length));
	}

	#define(line: Traced): boolean {
		const head = definitionHead(line.text);
		if (!head) {
			const [spaced] = /^\$[A-Za-z_][A-Za-z0-9_]*[ \t]+=/.exec(line.text) ?? [];
			if (spaced !== undefined) {
				const message = 'a blank before the = makes this no definition, so keepalived looks for a keyword of this name';
				const fix = `Write ${spaced.replace(/[ \t]+=/, '=')}`;
				this.#tell('definition-spaced', 'error', line.slice(0, spaced.length), message, 'complains', { fix, value: spaced });
			}
			return false;
		}
		const value = line.slice(head.valueAt);
		const isMultiline = value.text.endsWith('\\');
		const definition: Definition = { name: head.name, lines: [], isMultiline };
		if (isMultiline) this.#open = definition;
		const first = isMultiline ? trimEnd(value.slice(0, value.length - 1)) : value;
		if (first.length > 0 || !isMultiline) definition.lines.push(first);
		this.#definitions.set(definition);
		return true;
	}

	#continueDefinition(definition: Definition, line: Traced): void {
		const goesOn = line.text.endsWith('\\');
		const text = goesOn ? trimEnd(line.slice(0, line.length - 1)) : line;
		if (text.length > 0) definition.lines.push(text);
		if (!goesOn) this.#closeDefinition(definition, false);
	}

	#closeDefinition(definition: Definition, byEmptyLine: boolean): void {
		if (byEmptyLine && definition.lines.length === 1)
			definition.lines.push(...definition.lines.map((line) => line.slice(line.length)));
		definition.isMultiline = definition.lines.length > 1;
		this.#open = null;
	}

	#startSequence(line: Traced): void {
		const numbers = (text: string) => replaceDefinitions(Traced.made(text, line.at, line.chain), this.#definitions).line.text;
		const sequence = readSequence(line, numbers);
		const since = line.text.startsWith('~SEQ(') ? '2.0.9' : '2.1.0';
		if (!isAtLeast(this.source.version, since)) {
			const message = `keepalived ${this.source.version} does not know this yet, it came with ${since}`;
			this.#tell('version', 'error', line, message, 'complains', { fix: 'Write the lines out' });
		}
		if (!sequence || line.chain.length > MAX_CHAIN) {
			const fix = 'Write ~SEQ(var, start, step, end) or ~LST(var, value, value), and the text behind it';
			this.#tell('sequence-invalid', 'error', line, 'keepalived cannot read this, and passes over it', 'complains', { fix });
		} else this.#sequences.push(sequence);
	}

	#openBody({ name, lines, at, chain }: NonNullable<Replaced['body']>): void {
		if (chain.length > MAX_CHAIN) this.#loop(name, at, chain);
		else this.#bodies.push({ lines, next: 0, sequences: this.#sequences.length });
	}

	#loop(name: string, at: Place, chain: Chain): void {
		const message = `$${name} uses itself, and keepalived would go on for ever`;
		this.#tellAt('definition-loop', 'error', at, chain.slice(0, 1), message, 'silent', { fix: 'Break the circle', value: name });
	}

	#tellOf({ stopped, line, left, random }: Replaced): void {
		if (stopped === 'loop') this.#loop(/\$\{?(\w+)/.exec(line.text)?.[1] ?? '', line.at, line.chain);
		if (stopped === 'too-long') {
			const message = `with its definitions this line has more than ${MAX_LINE - 1} bytes, and keepalived leaves it half replaced`;
			this.#tell('line-too-long', 'error', line, message, 'silent', { fix: 'Make the definitions shorter' });
		}
		for (const at of random) {
			const message = 'keepalived draws this value at each start; here it is read as the least possible';
			this.#tellAt('random-value', 'note', at, [], message, 'silent', { fix: 'Write a value where it matters' });
		}
		for (const { reference, at, chain } of left) {
			if (reference.kind === 'stays') {
				const message = `keepalived does not replace $${reference.name} here: behind it comes neither a blank nor a comma, a ) or the end of the line`;
				const fix = `Write \${${reference.name}}`;
				this.#tellAt('definition-stays', 'warning', at, chain, message, 'silent', { fix, value: reference.name });
			} else if (reference.kind === 'unknown' && reference.hasBraces && !isInQuotes(line.text, `{${reference.name}`)) {
				const message = `no definition before it is called ${reference.name}, so keepalived takes its braces for those of a block`;
				const fix = `Define $${reference.name}= above, or put it in double quotes if the $ is meant literally`;
				this.#tellAt('definition-unknown', 'error', at, chain, message, 'complains', { fix, value: reference.name });
			}
		}
	}

	/** Opens the files of an include; false for any other line. */
	#include(line: Traced, isTouched: boolean): boolean {
		const [head, kind = ''] = /^include([rmwba]?)[ \t\f\v\r]+/.exec(line.text) ?? [];
		if (head === undefined) return false;
		const pattern = line.slice(head.length);
		const file = this.#files.at(-1);
		if (kind !== '' && !isAtLeast(this.source.version, '2.2.0')) {
			const message = `keepalived ${this.source.version} does not know this yet, it came with 2.2.0`;
			this.#tell('version', 'error', line, message, 'complains', { fix: 'Write include' });
		}
		if (pattern.text.includes('"')) {
			const message = 'keepalived takes the quotes as part of the name, and finds no file';
			this.#tell('include-quoted', 'error', pattern, message, 'silent', { fix: 'Remove the quotes', value: pattern.text });
		} else if (isTouched || line.chain.length > (file?.chain.length ?? 0)) {
			const message =
				'keepalived finds this include only once its condition or definition is seen to, and then reads the file twice';
			const fix = 'Include the file without a condition, and put the condition into it';
			this.#tell('include-behind-condition', 'warning', line, message, 'silent', { fix, value: pattern.text });
		}
		this.#openGlob(pattern, kind, file);
		return true;
	}

	#openGlob(pattern: Traced, kind: string, from: OpenFile | undefined): void {
		const folder = folderOf(from?.path ?? this.source.main);
		const found = findFiles(pattern.text, folder, this.source.files.keys());
		if (found.tooMany) {
			const message = 'its braces stand for more files than vipdrill looks for';
			this.#tell('too-large', 'error', pattern, message, 'silent', { fix: 'Use a wildcard', value: pattern.text });
		}
		const lost = found.paths.length === 0 || (found.hasBraces && found.missing.length > 0);
		if (lost) this.#tellMissing(pattern, kind, found.hasWildcard, found.hasBraces);
		const chain = (path: string): Chain => [...pattern.chain, { kind: 'include', name: this.#shown(path), at: pattern.at }];
		const files = found.paths.filter((path) => !this.#isLoop(path, pattern)).map((path) => ({ path, chain: chain(path) }));
		if (pattern.chain.length > MAX_CHAIN) return;
		const [first, ...others] = files;
		if (!first) return;
		this.#waiting.push(others);
		this.#openFile(first.path, first.chain);
	}

	#tellMissing(pattern: Traced, kind: string, hasWildcard: boolean, hasBraces: boolean): void {
		const strict = hasBraces ? 'ba' : hasWildcard ? 'wa' : 'mwa';
		const refused = kind !== '' && strict.includes(kind);
		const what = hasWildcard ? 'no file matches this' : 'there is no such file';
		const message = refused ? `${what}, so keepalived refuses the configuration` : `${what}, and keepalived goes on without it`;
		const severity = refused ? 'error' : hasWildcard ? 'note' : 'warning';
		const fix = 'Create the file, or correct the path, which is relative to the file that includes it';
		this.#tell('include-missing', severity, pattern, message, refused ? 'refuses' : 'silent', { fix, value: pattern.text });
	}

	#isLoop(path: string, pattern: Traced): boolean {
		if (!this.#files.some((file) => file.path === path)) return false;
		const message = `${this.#shown(path)} includes itself, and keepalived would read it until it may open no more files`;
		this.#tell('include-loop', 'error', pattern, message, 'silent', { fix: 'Break the circle', value: pattern.text });
		return true;
	}

	#openFile(path: string, chain: Chain): void {
		const text = this.source.files.get(path) ?? this.source.files.get(normalize(path));
		const shown = this.#shown(path);
		if (text === undefined) {
			const at = { file: shown, line: 1, column: 1, length: 0 };
			const fix = 'Create the file, or correct its path';
			this.#tellAt('include-missing', 'error', at, chain, 'there is no such file', 'refuses', { fix, value: path });
			return;
		}
		const hasMark = text.startsWith('\uFEFF');
		const lines = (hasMark ? text.slice(1) : text).split('\n');
		if (lines.at(-1) === '') lines.pop();
		if (hasMark) {
			const at = { file: shown, line: 1, column: 1, length: 1 };
			const message =
				'the file begins with a byte order mark, which keepalived takes as part of the first word, so that it knows no such keyword';
			const fix = 'Save the file as UTF-8 without a byte order mark';
			const severity = /^\s*([#!]|$)/.test(lines[0] ?? '') ? 'warning' : 'error';
			this.#tellAt('byte-order-mark', severity, at, chain, message, 'complains', { fix });
		}
		this.#files.push({ path, shown, lines, next: 0, chain, rest: null });
	}

	/** A line up to a brace outside quotes; the brace, and what follows it, come next. */
	#cutAtBrace(line: Traced): Traced {
		const { text } = line;
		const at = braceAt(text);
		if (at < 0) return trimEnd(line);
		const end = at === 0 ? 1 : at;
		const rest = trimEnd(trimStart(line.slice(end)));
		if (rest.length > 0) this.#residue = rest;
		return trimEnd(line.slice(0, end));
	}

	#builtIns(): Definition[] {
		const { version } = this.source;
		const builtIn = (name: string, since: string, value: (parameters: readonly number[]) => string): Definition[] =>
			isAtLeast(version, since) ? [{ name, lines: [], isMultiline: false, builtIn: value }] : [];
		return [
			...builtIn('_PWD', '2.0.0', () => folderOf(this.#files.at(-1)?.path ?? this.source.main) || '.'),
			...builtIn('_INSTANCE', '2.0.1', () => this.source.host ?? ''),
			...builtIn('_RANDOM', '2.0.15', ([min = 0]) => String(min)),
			...builtIn('_HASH', '2.1.4', () => '#'),
			...builtIn('_BANG', '2.1.4', () => '!'),
		];
	}

	#shown(path: string): string {
		return this.source.shown?.(path) ?? path;
	}

	#tell(
		code: Diagnostic['code'],
		severity: Diagnostic['severity'],
		line: Traced,
		message: string,
		keepalived: Diagnostic['keepalived'],
		more: { fix: string; value?: string },
	): void {
		this.#tellAt(code, severity, { ...line.at, length: line.length }, line.chain, message, keepalived, more);
	}

	#tellAt(
		code: Diagnostic['code'],
		severity: Diagnostic['severity'],
		at: Place,
		chain: Chain,
		message: string,
		keepalived: Diagnostic['keepalived'],
		more: { fix: string; value?: string },
	): void {
		this.diagnostics.add({ code, severity, message, at, chain, keepalived, field: FIELDS[code] ?? 'line', ...more });
	}
}

const FIELDS: Partial<Record<Diagnostic['code'], string>> = {
	'include-missing': 'include',
	'include-loop': 'include',
	'include-quoted': 'include',
	'include-behind-condition': 'include',
	'condition-unknown-host': '@id',
	'definition-loop': 'definition',
	'definition-spaced': 'definition',
	'definition-stays': 'definition',
	'definition-unknown': 'definition',
	'random-value': '$_RANDOM',
	'sequence-invalid': 'sequence',
	'byte-order-mark': 'file',
	'too-large': 'file',
};

/** The first brace outside quotes; -1 without. */
function braceAt(text: string): number {
	if (text.startsWith('{') || text.startsWith('}')) return 0;
	for (let i = 0; i < text.length; i++) {
		const char = text.charAt(i);
		if (char === '{' || char === '}') return i;
		if (char !== '"') continue;
		i = text.indexOf('"', i + 1);
		if (i < 0) return -1;
	}
	return -1;
}

function isInQuotes(text: string, part: string): boolean {
	const at = text.indexOf(part);
	return at >= 0 && text.slice(0, at).split('"').length % 2 === 0;
}

/** How many characters of a text fit into a line's bytes. */
function cutBytes(text: string): number {
	// No character takes more than three bytes for each of its units.
	if (text.length * 3 < MAX_LINE) return text.length;
	let bytes = 0;
	let at = 0;
	for (const char of text) {
		const code = char.codePointAt(0) ?? 0;
		bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
		if (bytes > MAX_LINE - 1) return at;
		at += char.length;
	}
	return at;
}
