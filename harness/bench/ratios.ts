/** What a benchmark compares within one run, so that another machine's speed does not matter; greater is better. */
export type Ratios = Record<string, number>;

/** A ratio that has fallen by this share of its reference, or by more, is warned of. */
const FALLEN_SHARE = 0.25;

/**
 * One sentence for each reference ratio that has fallen by a quarter or more, or is missing. Ratios without a reference are passed over: they
 * are new.
 */
export function fallenRatios(now: Ratios, reference: Ratios): string[] {
	return Object.entries(reference).flatMap(([name, was]) => {
		const is = now[name];
		if (is === undefined || !Number.isFinite(is)) return [`${name} was not measured; its reference is ${was}`];
		if (is > was * (1 - FALLEN_SHARE)) return [];
		return [`${name} has fallen from ${was} to ${is}, by ${Math.round(100 * (1 - is / was))} %`];
	});
}

/** A ratio with two decimals. */
export const ratio = (of: number, to: number): number => Math.round((100 * of) / to) / 100;
