/** Figures of which each is better the less it is. */
export type Figures = readonly number[];

/** Whether one is nowhere worse than another and somewhere better. */
export function dominates(a: Figures, b: Figures): boolean {
	return a.every((value, i) => value <= (b[i] as number)) && a.some((value, i) => value < (b[i] as number));
}

/** Those that no other dominates; of equal ones the first. */
export function frontOf<T>(all: readonly T[], figures: (one: T) => Figures): T[] {
	const known = all.map(figures);
	return all.filter((_, i) => {
		const own = known[i] as Figures;
		return !known.some((other, j) => dominates(other, own) || (j < i && other.every((value, at) => value === own[at])));
	});
}

/** The most spread `count` of a front: those at its ends, then by the room between their neighbours (crowding distance of NSGA-II; Deb et al. 2002). */
export function spread<T>(front: readonly T[], figures: (one: T) => Figures, count: number): T[] {
	if (front.length <= count) return [...front];
	const known = front.map(figures);
	const room = new Float64Array(front.length);
	for (let objective = 0; objective < (known[0]?.length ?? 0); objective += 1) {
		const value = (i: number) => (known[i] as Figures)[objective] as number;
		const order = [...front.keys()].toSorted((a, b) => value(a) - value(b));
		const width = value(order.at(-1) as number) - value(order[0] as number);
		for (const [at, i] of order.entries()) {
			const [before, after] = [order[at - 1], order[at + 1]];
			const isEnd = before === undefined || after === undefined;
			room[i] = (room[i] as number) + (isEnd ? Number.POSITIVE_INFINITY : width > 0 ? (value(after) - value(before)) / width : 0);
		}
	}
	const kept = new Set([...front.keys()].toSorted((a, b) => (room[b] as number) - (room[a] as number)).slice(0, count));
	return front.filter((_, i) => kept.has(i));
}

/**
 * How far each is from the best of all, at the figure at which it is farthest: 0 where it is the best at all of them, 1 where it is the worst at one. Figures count by their
 * logarithms, from the best to the worst of all (compromise programming, Zeleny 1973, by the greatest distance): no figure has a weight. `least`: below it, values of a figure are
 * not told apart. Where two are as far, the sum over all figures decides, as a thousandth.
 */
export function regrets<T>(all: readonly T[], figures: (one: T) => Figures, least: Figures): Map<T, number> {
	const logs = all.map((one) => figures(one).map((value, i) => Math.log(Math.max(value, least[i] as number))));
	const ranges = least.map((_, i) => {
		const values = logs.map((own) => own[i] as number);
		return { best: Math.min(...values), worst: Math.max(...values) };
	});
	return new Map(
		all.map((one, at) => {
			const far = ranges.map(({ best, worst }, i) =>
				worst > best ? (((logs[at] as number[])[i] as number) - best) / (worst - best) : 0,
			);
			return [one, Math.max(0, ...far) + far.reduce((sum, value) => sum + value, 0) / 1000];
		}),
	);
}
