/** Twice the mid-rank of each value, in the given order, which is a whole number also in ties; and Σ(t³ − t) over the ties. */
export function midRanks(values: readonly number[]): { doubled: number[]; tieSum: number } {
	const order = values.map((_, i) => i).sort((a, b) => (values[a] as number) - (values[b] as number));
	const doubled = new Array<number>(values.length).fill(0);
	let tieSum = 0;
	for (let from = 0; from < order.length; ) {
		let to = from;
		while (to + 1 < order.length && values[order[to + 1] as number] === values[order[from] as number]) to += 1;
		for (const index of order.slice(from, to + 1)) doubled[index] = from + to + 2;
		tieSum += (to - from + 1) ** 3 - (to - from + 1);
		from = to + 1;
	}
	return { doubled, tieSum };
}
