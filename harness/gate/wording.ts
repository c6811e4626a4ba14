export const countTrials = (n: number) => (n === 1 ? '1 trial' : `${n} trials`);

/** The first three of several reasons, and how many more there are. */
export function firstFew(reasons: readonly string[]): string {
	const more = reasons.length > 3 ? [`and ${reasons.length - 3} more`] : [];
	return [...reasons.slice(0, 3), ...more].join('; ');
}

/** Names as people list them: `a, b and c`. */
export function formatList(names: readonly string[]): string {
	const last = names.at(-1) ?? '';
	return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
