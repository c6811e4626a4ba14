/** Numbers in [0, 1), one a call. */
export type Random = () => number;

/**
 * A stream of numbers that depends on its words alone: 32-bit FNV-1a of the words (Fowler, Noll, Vo) as the seed of mulberry32 (Ettinger
 * 2017), which is enough for resampling and no more.
 */
export function seededRandom(...words: readonly string[]): Random {
	let state = 0x811c9dc5;
	for (const char of words.join('\0')) state = Math.imul(state ^ (char.codePointAt(0) ?? 0), 0x01000193);
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), state | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	};
}
