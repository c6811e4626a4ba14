import type { VrrpInstanceSpec } from '../keepalived/instances.ts';
import { type Block, blocksOf, type Entry, type KeepalivedModel, type Setting } from '../keepalived/model.ts';
import type { Chain, Place } from '../keepalived/place.ts';
import type { KeepalivedConf } from '../keepalived/read.ts';
import { type Statement, walk } from '../keepalived/statement.ts';
import type { TrackSpec } from '../keepalived/tracks.ts';
import type { Word } from '../keepalived/words.ts';
import type { TextEdit } from './finding.ts';
import { linesOf } from './lines.ts';

/** A command that keepalived runs, and where it stands. */
export interface Command {
	/** `vrrp_script`, or the keyword of a notify script or a check. */
	kind: string;
	/** Of the block that it stands in. */
	name: string;
	text: string;
	at: Place;
	chain: Chain;
	block: Block;
}

const COMMANDS = /^(script|misc_path|quorum_up|quorum_down|(vrrp_|lvs_)?notify(_(?!fifo$|priority).*)?)$/;

const commands = new WeakMap<KeepalivedModel, Command[]>();

/** Every command of a configuration: check scripts, notify scripts, checks of real servers. */
export function commandsOf(model: KeepalivedModel): Command[] {
	const before = commands.get(model);
	if (before) return before;
	const found: Command[] = [];
	commands.set(model, found);
	const visit = (block: Block) => {
		for (const { keyword, values, at, chain } of block.settings) {
			const text = String(values[0] ?? '');
			if (!COMMANDS.test(keyword) || text === '') continue;
			const kind = keyword === 'script' ? block.keyword : keyword;
			found.push({ kind, name: block.names[0] ?? '', text, at, chain, block });
		}
		for (const inner of block.blocks) visit(inner);
	};
	visit(model);
	return found;
}

/** An address of a list, for instance of virtual_ipaddress, taken apart. */
export interface Address {
	/** As it is written. */
	text: string;
	/** Without prefix. */
	ip: string;
	prefix: number | null;
	family: 4 | 6;
	entry: Entry;
}

export function addressesIn(block: Block, list: string): Address[] {
	return (block.lists[list] ?? []).map((entry) => {
		const text = String(entry.values[0]);
		const [ip = '', prefix] = text.split('/');
		return { text, ip, prefix: prefix === undefined ? null : Number(prefix), family: ip.includes(':') ? 6 : 4, entry };
	});
}

/** Where a tracked thing is named: in the instance, or in a sync group that lists it. */
export function placeOfTrack(model: KeepalivedModel, instance: Block, track: TrackSpec): Entry | null {
	const groups = blocksOf(model, 'vrrp_sync_group').filter(({ lists }) =>
		(lists.group ?? []).some(({ values }) => values.includes(instance.names[0] ?? '')),
	);
	for (const block of [instance, ...groups])
		for (const entry of block.lists[`track_${track.kind}`] ?? []) if (entry.values[0] === track.name) return entry;
	return null;
}

const indexes = new WeakMap<KeepalivedConf, Map<string, Statement>>();

/** The statement at a place, with its words; a model's parts know their places alone. */
export function statementAt(conf: KeepalivedConf, at: Place): Statement | null {
	let index = indexes.get(conf);
	if (!index) {
		index = new Map([...walk(conf.statements)].map(({ statement }) => [key(statement.at), statement]));
		indexes.set(conf, index);
	}
	return index.get(key(at)) ?? null;
}

const key = ({ file, line, column }: Place) => JSON.stringify([file, line, column]);

/** Where the first value of a setting stands; the setting's own place where that is not known. */
export function valueAt(conf: KeepalivedConf, setting: Pick<Setting, 'at'>): Place {
	return statementAt(conf, setting.at)?.args[0]?.at ?? setting.at;
}

/** A change of one word that stands in the file as it is read; none for one that a definition or a sequence made. */
export function replaceWord(word: Word | undefined, newText: string): TextEdit[] {
	if (!word || word.at.length !== word.text.length || word.chain.some(({ kind }) => kind !== 'include')) return [];
	const { file, line, column, length } = word.at;
	return [{ file, line, column, endLine: line, endColumn: column + length, newText }];
}

/** The same, of the first value of a setting. */
export const replaceValue = (conf: KeepalivedConf, setting: Pick<Setting, 'at'>, newText: string): TextEdit[] =>
	replaceWord(statementAt(conf, setting.at)?.args[0], newText);

/** Whether an instance is told of several peers instead of multicast. */
export const isUnicast = ({ unicastPeers }: VrrpInstanceSpec): boolean => unicastPeers.length > 0;

/** `a, b and c`. */
export const listed = (words: readonly string[]): string =>
	words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** Lines that are added to global_defs of the main file, which is made where there is none; nothing where it cannot be told where. */
export function addToGlobals(conf: KeepalivedConf, texts: ReadonlyMap<string, string>, lines: readonly string[]): TextEdit[] {
	const text = texts.get(conf.file);
	const globals = blocksOf(conf.model, 'global_defs')[0];
	if (text === undefined) return [];
	const insert = (line: number, newText: string): TextEdit[] => [
		{ file: globals?.at.file ?? conf.file, line, column: 1, endLine: line, endColumn: 1, newText },
	];
	if (!globals) {
		const all = linesOf(texts, conf.file);
		const first = all.findIndex((one) => !/^\s*([#!]|$)/.test(one)) + 1;
		return first === 0 ? [] : insert(first, `global_defs {\n${lines.map((line) => `    ${line}\n`).join('')}}\n\n`);
	}
	const line = linesOf(texts, globals.at.file)[globals.at.line - 1] ?? '';
	if (!/\{\s*([#!].*)?$/.test(line)) return [];
	const indent = /^\s*/.exec(linesOf(texts, globals.at.file)[globals.at.line] ?? '')?.[0] || '    ';
	return insert(globals.at.line + 1, lines.map((one) => `${indent}${one}\n`).join(''));
}

/** A line that is taken out, where the statement is all there is on it. */
export function removeLine(texts: ReadonlyMap<string, string>, at: Place, statement: Statement | null): TextEdit[] {
	const line = linesOf(texts, at.file)[at.line - 1];
	const words = statement ? [statement.keyword, ...statement.args.map(({ text }) => text)].join(' ') : '';
	if (line === undefined || line.trim().replace(/\s+/g, ' ') !== words || words === '') return [];
	return [{ file: at.file, line: at.line, column: 1, endLine: at.line + 1, endColumn: 1, newText: '' }];
}
