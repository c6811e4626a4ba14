/**
 * P-values corrected for their number by Holm's step-down method (Scand. J. Statist. 6, 1979), in the given order: the chance that *any* of
 * several true null hypotheses is rejected stays below the level, whatever depends on what.
 */
export function holm(values: readonly number[]): number[] {
	const order = values.map((_, i) => i).sort((a, b) => (values[a] as number) - (values[b] as number));
	const corrected = new Array<number>(values.length).fill(1);
	let greatest = 0;
	for (const [rank, index] of order.entries()) {
		greatest = Math.max(greatest, Math.min(1, (values[index] as number) * (values.length - rank)));
		corrected[index] = greatest;
	}
	return corrected;
}
