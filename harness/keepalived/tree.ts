import type { Expander } from './expand.ts';
import { parseSignature } from './grammar.ts';
import type { Keyword } from './keyword.ts';
import { rootKeywords } from './keywords/root.ts';
import { matchWords, wrongWith } from './match.ts';
import type { Diagnostic, Diagnostics, Place } from './place.ts';
import { fieldOf, type Statement } from './statement.ts';
import type { Traced } from './traced.ts';
import { isAfter, isAtLeast } from './versions.ts';
import { splitWords, type Word } from './words.ts';

/** Whether a version of keepalived has a keyword. */
export const isIn = (version: string, { since, until }: Keyword): boolean =>
	(since === undefined || isAtLeast(version, since)) && (until === undefined || !isAfter(version, until));

/** A block that a stray brace closed too early. */
export interface Early {
	owner: Statement;
	culprit: Statement;
}

interface Line {
	words: Word[];
	line: Traced;
}

/**
 * Puts lines together as process_stream() of keepalived's lib/parser.c does. It knows a keyword only in its own block. A block behind a word that is no
 * block there is not skipped: what is in it counts as the block around it, and its } closes that one.
 */
export class TreeReader {
	#depth = 0;
	/** Blocks that the end of the file found open, from the inside out. */
	readonly #unclosed: Statement[] = [];
	readonly #names = new Set<string>();
	#early: Early | null = null;
	/** Of a statement outside of any block: the block that it may have been meant for, and what closed that one. */
	readonly early = new Map<Statement, Early>();

	constructor(
		readonly expander: Expander,
		readonly version: string,
		readonly diagnostics: Diagnostics,
	) {}

	read(): Statement[] {
		const statements: Statement[] = [];
		this.#readBlock(rootKeywords, statements, []);
		if (this.#depth > 0) this.#tellUnclosed();
		return statements;
	}

	/** The next line that has words; null at the end. Counts braces as read_line() does. */
	#next(): Line | null {
		for (let line = this.expander.next(); line; line = this.expander.next()) {
			const { words, unclosed } = splitWords(line);
			if (unclosed && !this.diagnostics.has('quote-unclosed', unclosed)) {
				const fix = 'Add the closing " on the same line';
				this.#tell('quote-unclosed', 'error', unclosed, 'the quote is not closed', fix, '"');
			}
			const [first] = words;
			if (!first) continue;
			if (isBrace(first, '{')) this.#depth += 1;
			else if (isBrace(first, '}') && this.#depth-- < 1) {
				this.#depth = 0;
				this.#tell(
					'brace-extra',
					'error',
					first.at,
					'there is no block to close',
					'Remove this }, or add the { that it closes',
					'}',
				);
			}
			return { words, line };
		}
		return null;
	}

	/** Reads a block's statements up to its } or the end of the file; true at the }. */
	#readBlock(keywords: readonly Keyword[], into: Statement[], owners: readonly Statement[]): boolean {
		const owner = owners.at(-1);
		let needsBrace = owner !== undefined;
		let stray: Statement | null = null;
		for (let read = this.#next(); read; read = this.#next()) {
			const { words } = read;
			const [first] = words;
			if (!first) continue;
			if (needsBrace) {
				needsBrace = false;
				if (isBrace(first, '{')) continue;
				if (owner) this.#tellMissingBrace(owner, owners, first);
			} else if (isBrace(first, '{')) {
				const last = into.at(-1) ?? null;
				stray ??= last ?? owner ?? null;
				this.#tellStray(first, last, owner);
				continue;
			}
			if (isBrace(first, '}') && owner) {
				if (stray && owners.length > 0) this.#early = { owner, culprit: stray };
				return true;
			}
			if (isBrace(first, '}')) {
				const message = 'there is no block to close';
				this.#tell('brace-extra', 'error', first.at, message, 'Remove this }, or add the { that it closes', '}');
				continue;
			}
			const spec = keywords.find((one) => one.name === first.text && isIn(this.version, one));
			if (!owner && spec) this.#early = null;
			const statement = this.#statement(words, spec ?? null, owners);
			if (!owner && !spec && this.#early) this.early.set(statement, this.#early);
			into.push(statement);
		}
		if (owner) this.#unclosed.push(owner);
		return false;
	}

	#statement(words: readonly Word[], spec: Keyword | null, owners: readonly Statement[]): Statement {
		const [first, ...args] = words as [Word, ...Word[]];
		const kind = spec === null ? 'unknown' : spec.block ? 'block' : spec.entries === undefined ? 'setting' : 'list';
		const { text: keyword, at, chain } = first;
		const statement: Statement = { kind, keyword, args, at, chain, spec, block: null, isDropped: false };
		if (spec?.block) {
			statement.block = [];
			const isFirst = ![...this.#names].some((key) => key.startsWith(`${owners.length}:${spec.name} `));
			if (this.#isDropped(statement, spec, owners)) this.#skipBlock(statement, isFirst);
			else this.#readBlock(spec.block, statement.block, [...owners, statement]);
		} else if (spec?.entries !== undefined) {
			statement.block = [];
			this.#readList(statement, statement.block, owners);
		}
		return statement;
	}

	/** Whether keepalived drops a block for its name, and says so. */
	#isDropped(statement: Statement, spec: Keyword, owners: readonly Statement[]): boolean {
		const name = statement.args.map(({ text }) => text).join(' ');
		const isMissing = spec.missing === 'block skipped' && statement.args.length !== 1;
		const wrong = spec.bad === 'block skipped' && !isMissing ? wrongName(statement.args, spec) : null;
		const key = `${owners.length}:${spec.name} ${name}`;
		const isTaken = spec.once === true && this.#names.has(key);
		if (isMissing || wrong !== null) {
			const what = isMissing ? 'must have one name' : 'has no address that keepalived can read';
			const fix = `Write ${spec.name} ${spec.args.replace(/[<>[\]]/g, '').toUpperCase()} {`;
			const value = name === '' ? {} : { value: name };
			const isFatal = spec.missing === undefined && statement.args.length === 0;
			const message = isFatal ? 'must have a name, and keepalived ends without it' : `${what}, so keepalived skips the block`;
			const keepalived = isFatal ? 'refuses' : 'complains';
			this.#report('block-refused', 'error', statement, owners, message, { fix, keepalived, ...value });
		} else if (isTaken) {
			const message = `a block before it has this name, so keepalived skips this one`;
			this.#report('duplicate-block', 'error', statement, owners, message, { fix: 'Rename or remove one of them', value: name });
		}
		this.#names.add(key);
		statement.isDropped = isMissing || wrong !== null || isTaken;
		return statement.isDropped;
	}

	/** Takes a block's lines as they are. Nested blocks are not told apart: nobody reads them. */
	#skipBlock(statement: Statement, isFirst: boolean): void {
		let depth = 0;
		for (let read = this.#next(); read; read = this.#next()) {
			const [first] = read.words;
			if (!first) continue;
			if (depth === 0 && !isBrace(first, '{')) this.#tellDroppedWithoutBrace(statement, isFirst, first);
			if (isBrace(first, '{')) depth += 1;
			else if (isBrace(first, '}')) depth -= 1;
			else statement.block?.push({ ...plain(read.words), kind: 'skipped' });
			if (depth <= 0) return;
		}
		this.#unclosed.push(statement);
	}

	/** What follows a dropped block that has no brace is read as if it were in it; keepalived crashes where there is no such block yet. */
	#tellDroppedWithoutBrace(statement: Statement, isFirst: boolean, next: Word): void {
		const isCrash = isFirst && statement.args.length === 0;
		const message = `no { follows, but ${next.text}${isCrash ? ', and keepalived crashes' : ''}`;
		const { at, chain, keyword } = statement;
		const keepalived = isCrash ? 'refuses' : 'complains';
		const more = { keepalived, value: next.text, fix: 'Write a name, and { at the end of the line' } as const;
		this.diagnostics.add({ code: 'brace-missing', severity: 'error', message, at, chain, field: keyword, ...more });
	}

	/** Reads a list as alloc_value_block() does. */
	#readList(statement: Statement, into: Statement[], owners: readonly Statement[]): void {
		let needsBrace = true;
		if (matchWords(parseSignature(statement.spec?.args ?? ''), statement.args).extra.length > 0) {
			const message = 'between the keyword and its { keepalived wants nothing, and loses this';
			const value = statement.args.map(({ text }) => text).join(' ');
			this.#report('block-extra-words', 'warning', statement, owners, message, { fix: 'Put it into the braces', value });
		}
		for (let read = this.#next(); read; read = this.#next()) {
			const [first] = read.words;
			if (!first) continue;
			if (needsBrace) {
				needsBrace = false;
				if (isBrace(first, '{')) continue;
				this.#tellMissingBrace(statement, owners, first);
			}
			if (isBrace(first, '}')) return;
			if (isBrace(first, '{')) {
				const message = `${statement.keyword} is a list, in which no block may begin, and the next } ends it`;
				this.#tell('brace-unexpected', 'error', first.at, message, 'Remove the brace', '{');
				continue;
			}
			into.push({ ...plain(read.words), kind: 'entry' });
		}
		this.#unclosed.push(statement);
	}

	#tellStray(brace: Word, before: Statement | null, owner: Statement | undefined): void {
		const around = owner ? `${owner.keyword} ${owner.args.map(({ text }) => text).join(' ')}`.trim() : 'the file';
		if (!before) {
			const fix = 'Write the keyword before the brace, or remove the brace';
			this.#tell('brace-unexpected', 'error', brace.at, 'a block opens without a keyword', fix, '{');
			return;
		}
		const end = owner ? `, and its } closes ${around}` : '';
		const what = before.kind === 'unknown' ? `keepalived knows no ${before.keyword} here` : `${before.keyword} has no block`;
		const message = `${what}, so it reads what is in these braces as if it stood in ${around}${end}`;
		const fix = before.kind === 'unknown' ? 'Correct the keyword, or remove the block' : 'Remove the braces';
		this.#tell('brace-unexpected', 'error', brace.at, message, fix, '{', before.keyword);
	}

	#tellMissingBrace(statement: Statement, owners: readonly Statement[], first: Word): void {
		const message = `no { follows, but ${first.text}`;
		const isList = statement.spec?.entries !== undefined;
		const field = fieldOf(
			statement,
			owners.filter((one) => one !== statement),
		);
		this.diagnostics.add({
			...{ code: 'brace-missing', severity: 'error', message, at: statement.at, chain: statement.chain, field },
			...{ keepalived: isList ? 'silent' : 'complains', value: first.text, fix: 'Write { at the end of the line' },
		});
	}

	#tellUnclosed(): void {
		for (const one of this.#unclosed.slice(0, this.#depth)) {
			const field = [one.keyword, ...one.args.map(({ text }) => text)].join(' ');
			this.#tell('block-unclosed', 'error', one.at, 'the block that opens here is never closed', 'Add the missing }', '{', field);
		}
		if (this.#unclosed.length === 0)
			this.#tell('block-unclosed', 'error', this.expander.last, 'a block is never closed', 'Add the missing }', '{', 'file');
	}

	#report(
		code: Diagnostic['code'],
		severity: Diagnostic['severity'],
		statement: Statement,
		owners: readonly Statement[],
		message: string,
		more: { fix: string; value?: string; keepalived?: Diagnostic['keepalived'] },
	): void {
		const { at, chain } = statement;
		this.diagnostics.add({
			code,
			severity,
			message,
			at,
			chain,
			keepalived: 'complains',
			field: fieldOf(statement, owners),
			...(statement.spec?.models ? { isModelled: true } : {}),
			...more,
		});
	}

	#tell(
		code: Diagnostic['code'],
		severity: Diagnostic['severity'],
		at: Place,
		message: string,
		fix: string,
		value: string,
		field: string = value,
	): void {
		this.diagnostics.add({ code, severity, message, at, chain: [], keepalived: 'complains', field, value, fix });
	}
}

const isBrace = (word: Word, brace: '{' | '}') => word.text === brace && !word.quoted;

function plain(words: readonly Word[]): Omit<Statement, 'kind'> {
	const [{ text: keyword, at, chain }, ...args] = words as [Word, ...Word[]];
	return { keyword, args, at, chain, spec: null, block: null, isDropped: false };
}

/** What is wrong with the values of a block's own line; null where nothing is. */
function wrongName(args: readonly Word[], spec: Keyword): string | null {
	if (spec.name === 'virtual_server' && !/^(group|fwmark)$/.test(args[0]?.text ?? '')) {
		const [address] = args;
		return address && wrongWith({ type: 'address', family: null, prefix: false }, address.text) !== null ? address.text : null;
	}
	const { values, missing } = matchWords(parseSignature(spec.args), args);
	if (missing !== null) return '';
	return values.find(({ word, type }) => type.type === 'address' && wrongWith(type, word.text) !== null)?.word.text ?? null;
}
