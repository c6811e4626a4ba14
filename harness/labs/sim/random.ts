/**
 * A stream of random numbers that depends on nothing but its seed's text: sfc32 (Chris Doty-Humphrey's PractRand), seeded by a hash of the
 * text. Each component of the simulator splits off a stream of its own, so that what one draws changes nothing for another.
 */
export class Random {
	#a = 0;
	#b = 0;
	#c = 0;
	#counter = 1;
	readonly #seed: number;

	constructor(seed: string, parent = 0) {
		this.#seed = mixed(hashOf(seed, FNV_BASIS ^ parent));
		this.#a = mixed(this.#seed + GOLDEN);
		this.#b = mixed(this.#seed + 2 * GOLDEN);
		this.#c = mixed(this.#seed + 3 * GOLDEN);
		for (let i = 0; i < 12; i += 1) this.next();
	}

	/** The stream of a component, by its name; the same whatever this one has given out. */
	split(name: string): Random {
		return new Random(name, this.#seed);
	}

	/** A number in [0, 1), a multiple of 2⁻³². */
	next(): number {
		const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
		this.#counter = (this.#counter + 1) | 0;
		this.#a = this.#b ^ (this.#b >>> 9);
		this.#b = (this.#c + (this.#c << 3)) | 0;
		this.#c = (this.#c << 21) | (this.#c >>> 11);
		this.#c = (this.#c + sum) | 0;
		return (sum >>> 0) / 2 ** 32;
	}

	/** A whole number from 0 to `count` − 1. */
	below(count: number): number {
		return Math.floor(this.next() * count);
	}

	/** A whole number of microseconds, evenly from `fromUs` up to but not including `toUs`; `fromUs` where they are the same. */
	betweenUs(fromUs: number, toUs: number): number {
		return fromUs + Math.floor(this.next() * (toUs - fromUs));
	}

	/** A duration out of a spread, whole microseconds. */
	draw({ minUs, meanUs, maxUs, measured }: Spread): number {
		if (measured) return this.#among(measured);
		if (maxUs === minUs) return minUs;
		return Math.floor(Math.min(maxUs, minUs - (meanUs - minUs) * Math.log(1 - this.next())));
	}

	#among({ bodyUs, tailUs, tailShare }: MeasuredSpread): number {
		const at = this.next();
		const isTail = at < tailShare;
		const values = isTail ? tailUs : bodyUs;
		const share = isTail ? at / tailShare : (at - tailShare) / (1 - tailShare);
		return values[Math.min(values.length - 1, Math.floor(share * values.length))] as number;
	}
}

/** Measured durations, whole microseconds: the tail's are drawn with the probability `tailShare`, else the body's, each alike (study/calibrate/thin.ts). */
export interface MeasuredSpread {
	bodyUs: readonly number[];
	tailUs: readonly number[];
	tailShare: number;
}

/** How a duration spreads: never less than `minUs`, `meanUs` on average, exponentially above it, cut off at `maxUs`. */
export interface Spread {
	/** Where they were measured: what was, which is drawn from instead. */
	measured?: MeasuredSpread;
	minUs: number;
	meanUs: number;
	maxUs: number;
}

const FNV_BASIS = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
/** 2³² divided by the golden ratio: its multiples lie far from each other. */
const GOLDEN = 0x9e3779b9;

/** FNV-1a over a text's characters. */
function hashOf(text: string, basis: number): number {
	let hash = basis;
	for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), FNV_PRIME);
	return hash;
}

/** murmur3's finisher: every bit of the result depends on every bit of the number. */
function mixed(number: number): number {
	let hash = Math.imul(number ^ (number >>> 16), 0x85ebca6b);
	hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
	return (hash ^ (hash >>> 16)) | 0;
}
