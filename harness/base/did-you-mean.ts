/** The candidate that a mistyped word most likely meant: at most a third of its letters (at least two) changed; null if none is that near. */
export function didYouMean(word: string, candidates: readonly string[]): string | null {
	const limit = Math.max(2, Math.floor(word.length / 3));
	const ranked = candidates
		.map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
		.filter(({ candidate, distance }) => distance <= limit && distance < candidate.length)
		.sort((a, b) => a.distance - b.distance);
	return ranked[0]?.candidate ?? null;
}

/** Levenshtein distance: letters to insert, delete or replace. */
function editDistance(from: string, to: string): number {
	let row = Array.from({ length: to.length + 1 }, (_, index) => index);
	for (let i = 1; i <= from.length; i++) {
		const next = [i];
		for (let j = 1; j <= to.length; j++) {
			const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
			next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
		}
		row = next;
	}
	return row[to.length] ?? 0;
}
