import type { Chain, Place } from './place.ts';
import { Traced } from './traced.ts';

/** A `$NAME=value`, or one of keepalived's own. */
export interface Definition {
	name: string;
	/** More than one for a definition that goes on over lines. */
	lines: Traced[];
	isMultiline: boolean;
	/** What a built-in stands for at the moment; its parameters are those of `${_RANDOM 1 6}`. */
	builtIn?: (parameters: readonly number[]) => string;
}

/** How a `$` in a line is to be read. */
export type Reference =
	| { kind: 'definition'; definition: Definition; end: number; parameters: number[] }
	/** There is such a definition, but what follows the name keeps it from being replaced. */
	| { kind: 'stays'; name: string; end: number }
	| { kind: 'unknown'; name: string; end: number; hasBraces: boolean }
	| { kind: 'plain' };

/** keepalived's lines are so long at most, the zero at their end included (MAXBUF of lib/parser.h). */
export const MAX_LINE = 1024;
/** A line may take part in so many replacements; keepalived itself would go on for ever. */
const MAX_REPLACEMENTS = 256;
/** Definitions, includes and sequences within each other. */
export const MAX_CHAIN = 64;

/** The head of a definition, `$NAME=`, as check_definition() takes it; null for any other line. A blank before the = makes it none. */
export function definitionHead(text: string): { name: string; valueAt: number } | null {
	const [head, name] = /^\$([A-Za-z_][A-Za-z0-9_]*)=[ \t]*/.exec(text) ?? [];
	return head === undefined || name === undefined ? null : { name, valueAt: head.length };
}

/** The definitions of a configuration at one moment of its reading. */
export class Definitions {
	readonly #all = new Map<string, Definition>();

	constructor(builtIns: readonly Definition[]) {
		for (const one of builtIns) this.#all.set(one.name, one);
	}

	set(definition: Definition): void {
		this.#all.set(definition.name, definition);
	}

	/** Reads what begins at a `$`, as find_definition() does: a bare name must be followed by a blank, a comma, a `)` or the end, and several lines replace only the end of a line. */
	at(text: string, dollar: number): Reference {
		const [, brace = '', name = ''] = /^(\{?)([A-Za-z_][A-Za-z0-9_]*)/.exec(text.slice(dollar + 1)) ?? [];
		if (name === '') return { kind: 'plain' };
		const definition = this.#all.get(name);
		const nameEnd = dollar + 1 + brace.length + name.length;
		const parameters = brace === '' ? '' : (/^[ \d]*/.exec(text.slice(nameEnd))?.[0] ?? '');
		const end = nameEnd + parameters.length + brace.length;
		const closes =
			brace === '' ? /^[ \t,)]|^$/.test(text.slice(nameEnd)) : text.charAt(end - 1) === '}' && !/ $/.test(parameters);
		if (!definition) return { kind: 'unknown', name, end, hasBraces: brace !== '' };
		const mayReplace =
			closes && (!definition.isMultiline || end === text.length) && (parameters === '' || definition.name === '_RANDOM');
		if (!mayReplace) return { kind: 'stays', name, end: nameEnd };
		return { kind: 'definition', definition, end, parameters: (parameters.match(/\d+/g) ?? []).map(Number) };
	}
}

/** A line with its definitions replaced. */
export interface Replaced {
	line: Traced;
	changed: boolean;
	/** The further lines of a definition that replaced the end of the line. */
	body: { name: string; lines: Traced[]; at: Place; chain: Chain } | null;
	/** Why it was left as it is, half replaced. */
	stopped: 'too-long' | 'loop' | null;
	/** A `$` that stays, where that is worth a word. */
	left: { reference: Reference; at: Place; chain: Chain }[];
	/** Built-ins whose value is known only to a running keepalived. */
	random: Place[];
}

/** Replaces every definition in a line, also those that come with a value, as replace_param() does. */
export function replaceDefinitions(whole: Traced, definitions: Definitions): Replaced {
	const result: Replaced = { line: whole, changed: false, body: null, stopped: null, left: [], random: [] };
	let at = 0;
	for (let round = 0; ; ) {
		const { line } = result;
		const dollar = line.text.indexOf('$', at);
		if (dollar < 0 || dollar + 1 >= line.length) return result;
		const reference = definitions.at(line.text, dollar);
		if (reference.kind !== 'definition') {
			if (reference.kind !== 'plain') {
				const piece = line.slice(dollar, reference.end);
				result.left.push({ reference, at: piece.at, chain: piece.chain });
			}
			at = dollar + 1;
			continue;
		}
		const { definition, end, parameters } = reference;
		const used = line.slice(dollar, end);
		// What stands behind a brace is read as a line of its own, so that a definition may bring itself from line to line.
		if (round++ >= MAX_REPLACEMENTS || used.chain.length > MAX_CHAIN) return { ...result, stopped: 'loop' };
		const chain: Chain = [...used.chain, { kind: 'definition', name: definition.name, at: used.at }];
		const [first, ...further] = definition.builtIn
			? [Traced.made(definition.builtIn(parameters), used.at, chain)]
			: definition.lines.map((one) => one.broughtBy(chain));
		if (definition.name === '_RANDOM') result.random.push(used.at);
		const value = first ?? Traced.made('', used.at, chain);
		result.line = line.replace(dollar, end, value);
		result.changed = true;
		if (further.length > 0) result.body = { name: definition.name, lines: further, at: used.at, chain };
		if (result.line.length >= MAX_LINE) return { ...result, stopped: 'too-long' };
		if (value.text.trimStart().startsWith('~')) return result;
		at = dollar;
	}
}
