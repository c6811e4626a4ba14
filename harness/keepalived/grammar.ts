/** What one word of a keyword's line may be. Bounds are those of the value as it is written. */
export type ValueType =
	| { type: 'int'; min: number; max: number }
	/** Decimal seconds (or milliseconds, where the sentence says so), with so many decimal places at most. */
	| { type: 'decimal'; min: number; max: number; places: number }
	| { type: 'switch' }
	| {
			type: 'choice';
			of: readonly string[];
			/** In capitals, small letters, or both; `of` has them in capitals. */
			anyCase: boolean;
	  }
	| { type: 'address'; family: 4 | 6 | null; prefix: boolean }
	/** Anything: a name, a path, an interface; `what` says which. */
	| { type: 'word'; what: string }
	/** The rest of the line, a command with its arguments. */
	| { type: 'script' };

type Node =
	| { kind: 'literal'; word: string }
	| { kind: 'value'; value: ValueType }
	| { kind: 'optional'; nodes: Grammar }
	/** As often as words are left. */
	| { kind: 'repeat'; value: ValueType }
	/** In any order, each begun by its own literal. */
	| { kind: 'options'; of: readonly Grammar[] };

/** What may follow a keyword on its line. */
export type Grammar = readonly Node[];

const known = new Map<string, Grammar>();

/**
 * Reads a signature: `<int 1..255>`, `<seconds 0.01..255>`, `<seconds 0..>`, `<switch>`, `<MASTER|BACKUP>`, `<address>`, `<name>`; `[…]` may be left out; `<cpu>...` repeats;
 * `<TCP|UDP/i>` in any case; `(dev <interface>; -nodad)` are options in any order; a bare word stands for itself. Throws for anything else: signatures are this project's own.
 */
export function parseSignature(signature: string): Grammar {
	const before = known.get(signature);
	if (before) return before;
	const tokens = signature.match(/<[^>]*>(\.\.\.)?|[[\]();]|[^\s[\]();<>]+/g) ?? [];
	const grammar = readNodes(tokens, signature);
	if (tokens.length > 0) throw new Error(`the signature ${signature} has a bracket too many; this is a bug in vipdrill`);
	known.set(signature, grammar);
	return grammar;
}

function readNodes(tokens: string[], signature: string): Node[] {
	const nodes: Node[] = [];
	for (let token = tokens[0]; token !== undefined && !/^[\]);]$/.test(token); token = tokens[0]) {
		tokens.shift();
		if (token === '[') {
			nodes.push({ kind: 'optional', nodes: readNodes(tokens, signature) });
			expectToken(tokens, ']', signature);
		} else if (token === '(') {
			const of: Grammar[] = [];
			do of.push(readNodes(tokens, signature));
			while (tokens[0] === ';' && tokens.shift());
			expectToken(tokens, ')', signature);
			nodes.push({ kind: 'options', of });
		} else if (token.endsWith('>...')) nodes.push({ kind: 'repeat', value: readType(token.slice(1, -4), signature) });
		else if (token.startsWith('<')) nodes.push({ kind: 'value', value: readType(token.slice(1, -1), signature) });
		else nodes.push({ kind: 'literal', word: token });
	}
	return nodes;
}

function expectToken(tokens: string[], wanted: string, signature: string): void {
	if (tokens.shift() !== wanted) throw new Error(`the signature ${signature} lacks a ${wanted}; this is a bug in vipdrill`);
}

/** keepalived's timers are microseconds in an unsigned long; decimal values of seconds have six places. */
const PLACES = { seconds: 6, ms: 3 } as const;

function readType(text: string, signature: string): ValueType {
	const [, kind = '', low = '', high = '', places] = /^(int|seconds|ms) (\S+?)\.\.(\S*?)(?:\/(\d))?$/.exec(text) ?? [];
	if (kind === 'int') return { type: 'int', min: Number(low), max: upper(high) };
	if (kind === 'seconds' || kind === 'ms')
		return { type: 'decimal', min: Number(low), max: upper(high), places: Number(places ?? PLACES[kind]) };
	if (text === 'switch' || text === 'script') return { type: text };
	const [, family, prefix] = /^address([46]?)(\/len)?$/.exec(text) ?? [];
	if (family !== undefined)
		return { type: 'address', family: family === '' ? null : family === '4' ? 4 : 6, prefix: prefix !== undefined };
	if (text.includes('|')) return { type: 'choice', of: text.replace(/\/i$/, '').split('|'), anyCase: text.endsWith('/i') };
	if (/^[a-z][a-z ]*$/.test(text)) return { type: 'word', what: text };
	throw new Error(`the signature ${signature} has no type ${text}; this is a bug in vipdrill`);
}

const upper = (text: string) => (text === '' ? Number.POSITIVE_INFINITY : Number(text));

/** What one word must be, in words. */
export function describeType(value: ValueType): string {
	switch (value.type) {
		case 'int':
			return `a whole number ${range(value)}`;
		case 'decimal':
			return `a number ${range(value)} with at most ${value.places} decimal places`;
		case 'switch':
			return 'on, true or yes, or off, false or no';
		case 'choice':
			return value.of.length === 1 ? (value.of[0] ?? '') : `${value.of.slice(0, -1).join(', ')} or ${value.of.at(-1)}`;
		case 'address':
			return `an ${value.family ? `IPv${value.family}` : 'IP'} address${value.prefix ? ', with /length where it is a network' : ''}`;
		case 'word':
			return `${/^[aeiou]/.test(value.what) ? 'an' : 'a'} ${value.what}`;
		case 'script':
			return 'a command with its full path, in double quotes where it has arguments';
	}
}

const range = ({ min, max }: { min: number; max: number }) =>
	max === Number.POSITIVE_INFINITY ? `of at least ${min}` : `from ${min} to ${max}`;
