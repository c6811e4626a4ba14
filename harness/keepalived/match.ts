import type { Grammar, ValueType } from './grammar.ts';
import type { Word } from './words.ts';

/** What the words of a line are, held against a grammar. */
export interface Matched {
	/** Values in their order, also those of options. */
	values: { word: Word; type: ValueType; option: string | null }[];
	/** Words that are one of the grammar's own, for instance `weight` and `reverse`. */
	literals: Word[];
	/** What was not there, though it must be. */
	missing: ValueType | string | null;
	/** Words that are left over. */
	extra: Word[];
}

/** Holds words against a grammar, from left to right; nothing is tried twice, so it takes no longer than there are words. */
export function matchWords(grammar: Grammar, words: readonly Word[]): Matched {
	const matched: Matched = { values: [], literals: [], missing: null, extra: [] };
	const left = [...words];
	take(grammar, left, matched, null);
	matched.extra = left;
	return matched;
}

function take(grammar: Grammar, left: Word[], matched: Matched, option: string | null): void {
	for (const node of grammar) {
		if (matched.missing !== null) return;
		const [next] = left;
		if (node.kind === 'literal') {
			if (next?.text !== node.word) matched.missing = node.word;
			else matched.literals.push(left.shift() as Word);
		} else if (node.kind === 'value') {
			if (!next) matched.missing = node.value;
			else takeValue(node.value, left, matched, option);
		} else if (node.kind === 'repeat') {
			while (left.length > 0) takeValue(node.value, left, matched, option);
		} else if (node.kind === 'optional') {
			if (next && begins(node.nodes, next)) take(node.nodes, left, matched, option);
		} else {
			for (let found = optionAt(node.of, left); found && matched.missing === null; found = optionAt(node.of, left))
				take(found, left, matched, left[0]?.text ?? null);
		}
	}
}

const optionAt = (of: readonly Grammar[], left: readonly Word[]) => of.find((one) => left[0] && begins(one, left[0]));

function begins(nodes: Grammar, word: Word): boolean {
	const [first] = nodes;
	if (first?.kind === 'literal') return first.word === word.text;
	return first !== undefined;
}

function takeValue(type: ValueType, left: Word[], matched: Matched, option: string | null): void {
	const word = left.shift();
	if (!word) return;
	matched.values.push({ word, type, option });
	// A command is the rest of its line.
	if (type.type === 'script') left.length = 0;
}

const TRUE = /^(on|true|yes)$/;
const FALSE = /^(off|false|no)$/;

/** A switch's value; null where keepalived would not take it (check_true_false() of lib/parser.c). */
export const readSwitch = (text: string): boolean | null => (TRUE.test(text) ? true : FALSE.test(text) ? false : null);

/** What is wrong with a value; null where nothing is. */
export function wrongWith(type: ValueType, text: string): 'form' | 'range' | null {
	switch (type.type) {
		case 'int': {
			// strtol() passes over white space in front, also where quotes keep it, and takes an empty word as 0.
			if (!/^([ \t]*[+-]?\d+)?$/.test(text)) return 'form';
			return Number(text) >= type.min && Number(text) <= type.max ? null : 'range';
		}
		case 'decimal': {
			if (!/^(\+?\d*\.?\d+|\+?\d+\.)?$/.test(text)) return 'form';
			if ((text.split('.')[1] ?? '').length > type.places) return 'form';
			return Number(text) >= type.min && Number(text) <= type.max ? null : 'range';
		}
		case 'switch':
			return readSwitch(text) === null ? 'form' : null;
		case 'choice':
			return type.of.includes(type.anyCase ? text.toUpperCase() : text) ? null : 'form';
		case 'address':
			return isAddress(text, type.family, type.prefix) ? null : 'form';
		case 'word':
			// NICs' names have 15 characters at most (IFNAMSIZ).
			return type.what === 'interface' && !/^[^\s/]{1,15}$/.test(text) ? 'form' : null;
		default:
			return null;
	}
}

/** Whether text is an address; with `prefix`, also one with `/length`. */
export function isAddress(text: string, family: 4 | 6 | null, prefix: boolean): boolean {
	// inet_stosockaddr() of lib/utils.c passes over what stands behind a - or a /.
	const [address = '', length, ...rest] = prefix ? text.split('/') : [text.replace(/[-/].*$/s, '')];
	if (rest.length > 0) return false;
	const found = family !== 6 && isIpv4(address) ? 4 : family !== 4 && isIpv6(address) ? 6 : null;
	if (found === null) return false;
	return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= (found === 4 ? 32 : 128));
}

/** Dotted IPv4 as inet_pton() takes it. */
const isIpv4 = (text: string) =>
	/^(0|[1-9]\d{0,2})(\.(0|[1-9]\d{0,2})){3}$/.test(text) && text.split('.').every((part) => Number(part) <= 255);

/** IPv6 as inet_pton() takes it, also with an IPv4 tail. */
function isIpv6(text: string): boolean {
	if (!/^[0-9a-fA-F:.]{2,45}$/.test(text)) return false;
	const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
	if (tail && !isIpv4(tail[2] ?? '')) return false;
	const plain = tail ? `${tail[1]}0:0` : text;
	const halves = plain.split('::');
	if (halves.length > 2 || plain.includes('.')) return false;
	const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
	if (groups.flat().some((group) => !/^[0-9a-fA-F]{1,4}$/.test(group))) return false;
	return halves.length === 2 ? groups.flat().length <= 7 : groups.flat().length === 8;
}
