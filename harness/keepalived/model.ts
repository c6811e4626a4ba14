import { parseSignature, type ValueType } from './grammar.ts';
import type { Keyword } from './keyword.ts';
import { matchWords, readSwitch, wrongWith } from './match.ts';
import type { Chain, Place } from './place.ts';
import type { Statement } from './statement.ts';
import { signatureIn } from './validate.ts';
import type { Word } from './words.ts';

/** One setting as keepalived takes it. */
export interface Setting {
	keyword: string;
	/** Its values by their type: numbers (of seconds, where the table says seconds), switches, words. A keyword alone has none. */
	values: (number | boolean | string)[];
	/** Words of the table's own behind it, for instance `reverse`. */
	options: string[];
	at: Place;
	chain: Chain;
}

/** One line of a list, for instance of virtual_ipaddress: what it is about, and its options with their values. */
export interface Entry {
	values: (number | boolean | string)[];
	options: Record<string, string | true>;
	at: Place;
	chain: Chain;
}

/** One block. What keepalived drops is not in it. */
export interface Block {
	keyword: string;
	/** The words behind the keyword: a name, or an address and a port. */
	names: string[];
	/** In the order of the file; of several of a keyword that counts once, all. */
	settings: Setting[];
	/** Lists by their keyword; those that are there several times are joined. */
	lists: Record<string, Entry[]>;
	blocks: Block[];
	at: Place;
	chain: Chain;
}

/** A configuration as keepalived takes it. A block without keyword stands for the file. */
export type KeepalivedModel = Block;

/** Makes the model: what keepalived passes over is left out, what it reads has its type. */
export function buildModel(statements: readonly Statement[], version: string, file: string): KeepalivedModel {
	const at = { file, line: 1, column: 1, length: 0 };
	return fill({ keyword: '', names: [], settings: [], lists: {}, blocks: [], at, chain: [] }, statements, version);
}

function fill(block: Block, statements: readonly Statement[], version: string): Block {
	for (const statement of statements) {
		const { kind, spec, keyword, args, at, chain } = statement;
		if (!spec || statement.isDropped) continue;
		if (kind === 'setting') {
			const setting = readSetting(statement, spec, version);
			if (setting) block.settings.push(setting);
		} else if (kind === 'block') {
			const names = args.map(({ text }) => text);
			const inner: Block = { keyword, names, settings: [], lists: {}, blocks: [], at, chain };
			block.blocks.push(fill(inner, statement.block ?? [], version));
		} else if (kind === 'list') {
			const entries = (statement.block ?? []).flatMap((entry) => readEntry(entry, spec) ?? []);
			if (spec.args !== '') {
				// A list with a name, of which there may be several.
				const names = args.map(({ text }) => text);
				block.blocks.push({ keyword, names, settings: [], lists: { [keyword]: entries }, blocks: [], at, chain });
			} else block.lists[keyword] = [...(block.lists[keyword] ?? []), ...entries];
		}
	}
	return block;
}

/** Null where keepalived passes over it. */
function readSetting(statement: Statement, spec: Keyword, version: string): Setting | null {
	const { args, keyword, at, chain } = statement;
	const { values, literals, missing } = matchWords(parseSignature(signatureIn(version, spec)), args);
	if (missing !== null) return null;
	if (values.some(({ word, type }) => wrongWith(type, word.text) !== null)) {
		if (spec.badSets === undefined) return null;
		const set = Number.isNaN(Number(spec.badSets)) ? spec.badSets : Number(spec.badSets);
		return { keyword, values: [set], options: [], at, chain };
	}
	return {
		keyword,
		values: values.map(({ word, type }) => typed(word, type, args)),
		options: literals.map(({ text }) => text),
		at,
		chain,
	};
}

function readEntry(entry: Statement, spec: Keyword): Entry | null {
	const first: Word = { text: entry.keyword, at: entry.at, chain: entry.chain, quoted: false };
	const words = [first, ...entry.args];
	const { values, literals, missing } = matchWords(parseSignature(spec.entries ?? ''), words);
	const isBad = values.some(
		({ word, type }) => wrongWith(type, word.text) !== null && (word === first || spec.bad === 'entry dropped'),
	);
	if (missing !== null || isBad) return null;
	const options: Entry['options'] = {};
	const taken = new Set<Word>([]);
	for (const literal of literals) {
		const next = words[words.indexOf(literal) + 1];
		const value = values.find(({ word }) => word === next && word !== first);
		options[literal.text] = value?.word.text ?? true;
		if (value) taken.add(value.word);
	}
	const own = values.filter(({ word }) => !taken.has(word));
	return { values: own.map(({ word, type }) => typed(word, type, words)), options, at: entry.at, chain: entry.chain };
}

function typed(word: Word, type: ValueType, words: readonly Word[]): number | boolean | string {
	if (type.type === 'int' || type.type === 'decimal') return Number(word.text);
	if (type.type === 'switch') return readSwitch(word.text) ?? true;
	if (type.type === 'script')
		return words
			.slice(words.indexOf(word))
			.map(({ text }) => text)
			.join(' ');
	return word.text;
}

/** The setting of a keyword that counts: the first, where keepalived says that it has one already, else the last. */
export function settingOf(block: Block | undefined, keyword: string, first = false): Setting | undefined {
	const of = block?.settings.filter((setting) => setting.keyword === keyword) ?? [];
	return first ? of[0] : of.at(-1);
}

/** The first number of a setting; undefined where it is not set. */
export function numberOf(block: Block | undefined, keyword: string): number | undefined {
	const value = settingOf(block, keyword)?.values[0];
	return typeof value === 'number' ? value : undefined;
}

/** A switch: the keyword alone is true; undefined where it is not set. */
export function flagOf(block: Block | undefined, keyword: string): boolean | undefined {
	const setting = settingOf(block, keyword);
	return setting && (typeof setting.values[0] === 'boolean' ? setting.values[0] : true);
}

/** The first word of a setting; undefined where it is not set. */
export function wordOf(block: Block | undefined, keyword: string, first = false): string | undefined {
	const value = settingOf(block, keyword, first)?.values[0];
	return value === undefined ? undefined : String(value);
}

/** The blocks of a keyword. */
export const blocksOf = (block: Block | undefined, keyword: string): Block[] =>
	block?.blocks.filter((one) => one.keyword === keyword) ?? [];

/** All blocks of a keyword as one, as keepalived takes global_defs and authentication. */
export function merged(block: Block | undefined, keyword: string): Block {
	const blocks = blocksOf(block, keyword);
	const at = blocks[0]?.at ?? { file: '', line: 1, column: 1, length: 0 };
	return {
		...{ keyword, names: [], at, chain: [] },
		settings: blocks.flatMap(({ settings }) => settings),
		lists: Object.assign({}, ...blocks.map(({ lists }) => lists)),
		blocks: blocks.flatMap((one) => one.blocks),
	};
}
