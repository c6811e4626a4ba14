import type { Traced } from './traced.ts';

/** A `~SEQ` or `~LST` on its way: what its variables are in each round, and the text that every round reads. */
export interface Sequence {
	/** Variables and their values, one entry a round. Made one by one, for there may be very many. */
	rounds: Iterator<[name: string, value: string][]>;
	text: Traced;
	/** The line that started it. */
	from: Traced;
}

const SPACES = '[ \\t]*';
const SEQUENCE = new RegExp(`^~SEQ(x?)${SPACES}\\(${SPACES}([^ \\t,)]+)${SPACES},${SPACES}([^)]*)\\)${SPACES}`);

/** Reads `~SEQ(var, [start, [step,]] end) text` and `~LST(…) text`; null where it is none that keepalived takes (add_seq() and add_lst() of lib/parser.c). */
export function readSequence(line: Traced, numbers: (text: string) => string): Sequence | null {
	return line.text.startsWith('~SEQ') ? readSeq(line, numbers) : readList(line);
}

function readSeq(line: Traced, numbers: (text: string) => string): Sequence | null {
	const match = SEQUENCE.exec(line.text);
	if (!match) return null;
	const [head, hex, name = '', written = ''] = match;
	const values = numbers(written).split(',').map(parseLong);
	if (values.length > 3 || values.some((value) => value === null)) return null;
	const [one = 0, two, three] = values.map((value) => value ?? 0);
	const end = three ?? two ?? one;
	// A single number counts from 1, or down from -1 (sic: `end < 1`, where 0 gives 1, 0).
	const start = two === undefined ? (end < 0 ? -1 : 1) : one;
	const step = three === undefined ? (two === undefined ? (end < 1 ? -1 : 1) : start <= end ? 1 : -1) : (two ?? 1);
	if (step === 0 || (start < end && step < 0) || (start > end && step > 0)) return null;
	if (hex === 'x' && (start < 0 || end < 0)) return null;
	const show = (value: number) => value.toString(hex === 'x' ? 16 : 10);
	return { rounds: count(name, start, step, end, show), text: line.slice(head.length), from: line };
}

/** A number as strtol() reads it with base 0; an empty one is 0. */
function parseLong(text: string): number | null {
	const trimmed = text.trim();
	if (trimmed === '') return 0;
	const [, sign, digits = ''] = /^([+-]?)(0[xX][0-9a-fA-F]+|\d+)$/.exec(trimmed) ?? [];
	if (digits === '') return null;
	const value = /^0\d/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
	return Number.isSafeInteger(value) ? (sign === '-' ? -value : value) : null;
}

function* count(name: string, start: number, step: number, end: number, show: (value: number) => string) {
	for (let value = start; step > 0 ? value <= end : value >= end; value += step)
		yield [[name, show(value)]] as [string, string][];
}

/** `~LST(a, 1, 2) text` or `~LST({a, b}, {1, 2}, {3, 4}) text`. */
function readList(line: Traced): Sequence | null {
	const scan = new Scan(line.text, '~LST'.length);
	if (!scan.take('(')) return null;
	const names = scan.set(' \t,}', false);
	if (names === null) return null;
	const rounds: [string, string][][] = [];
	if (!scan.take(',')) return null;
	do {
		const values = scan.set(' \t,})', true);
		if (values === null || values.length > names.length) return null;
		rounds.push(names.map((name, i) => [name, values[i] ?? '']));
	} while (scan.take(','));
	if (!scan.take(')')) return null;
	return { rounds: rounds[Symbol.iterator](), text: line.slice(scan.at), from: line };
}

class Scan {
	constructor(
		readonly text: string,
		public at: number,
	) {
		this.#blanks();
	}

	take(char: string): boolean {
		if (this.text.charAt(this.at) !== char) return false;
		this.at += 1;
		this.#blanks();
		return true;
	}

	/** One word, or several in braces; null where neither is there. `last`: a `)` ends it too. */
	set(stops: string, last: boolean): string[] | null {
		const inBraces = this.take('{');
		const words = [this.#word(stops)];
		if (inBraces) {
			while (this.take(',')) words.push(this.#word(stops));
			return this.take('}') ? words : null;
		}
		return this.text.charAt(this.at) === ',' || (last && this.text.charAt(this.at) === ')') ? words : null;
	}

	#word(stops: string): string {
		const start = this.at;
		while (this.at < this.text.length && !stops.includes(this.text.charAt(this.at))) this.at += 1;
		const word = this.text.slice(start, this.at);
		this.#blanks();
		return word;
	}

	#blanks(): void {
		while (/[ \t]/.test(this.text.charAt(this.at))) this.at += 1;
	}
}
