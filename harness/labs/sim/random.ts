/**
 * A stream of random numbers that depends on nothing but its seed's text: sfc32 (Chris Doty-Humphrey's PractRand), seeded by a hash of the
 * text. Each component of the simulator splits off a stream of its own, so that what one draws changes nothing for another.
 */
export class Random {
	#a: number;
	#b: number;
	#c: number;
	#counter = 1;

	constructor(private readonly seed: string) {
		const hash = hasher(seed);
		this.#a = hash();
		this.#b = hash();
		this.#c = hash();
		for (let i = 0; i < 12; i += 1) this.next();
	}

	/** The stream of a component, by its name; the same whatever this one has given out. */
	split(name: string): Random {
		return new Random(`${this.seed}\0${name}`);
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
	draw({ minUs, meanUs, maxUs }: Spread): number {
		if (maxUs === minUs) return minUs;
		return Math.floor(Math.min(maxUs, minUs - (meanUs - minUs) * Math.log(1 - this.next())));
	}
}

/** How a duration spreads: never less than `minUs`, `meanUs` on average, exponentially above it, cut off at `maxUs`. */
export interface Spread {
	minUs: number;
	meanUs: number;
	maxUs: number;
}

/** Well-mixed 32-bit numbers out of a text: FNV-1a over its characters, murmur3's finisher for each number. */
function hasher(text: string): () => number {
	let hash = 0x811c9dc5;
	for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
	return () => {
		hash = (hash + 0x9e3779b9) | 0;
		let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
		mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
		return (mixed ^ (mixed >>> 16)) | 0;
	};
}
