import type { TrialMeasurements } from '../metrics/measurements.ts';

/** A number of things, in words: `1 drill`, `2 drills`. */
export const countOf = (n: number, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'}`;

export const countTrials = (n: number) => countOf(n, 'trial');

/** The first three of several reasons, and how many more there are. */
export function firstFew(reasons: readonly string[]): string {
	const more = reasons.length > 3 ? [`and ${reasons.length - 3} more`] : [];
	return [...reasons.slice(0, 3), ...more].join('; ');
}

/** Why a trial's figures decide nothing, as far as a line has room for it; its report names every reason. */
export function notTrusted({ reasons: [first, ...others] }: Pick<TrialMeasurements['trust'], 'reasons'>): string {
	return `not trusted: ${first}${others.length > 0 ? `, and ${others.length} more` : ''}`;
}

/** Names as people list them: `a, b and c`. */
export function formatList(names: readonly string[]): string {
	const last = names.at(-1) ?? '';
	return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
