const UNIT_MS: Record<string, number> = { us: 0.001, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** A duration as people write it: a number with a unit, for instance `'3.5s'`, `'250ms'`, `'2m'`. */
export type Duration = `${number}${'us' | 'ms' | 's' | 'm' | 'h'}`;

/** Parses a duration to milliseconds. Throws RangeError, naming the text, unless it is a non-negative number with one of the units us, ms, s, m, h. */
export function parseDurationMs(text: string): number {
	const match = /^(\d+(?:\.\d+)?)\s*(us|ms|s|m|h)$/.exec(text.trim());
	if (!match)
		throw new RangeError(`not a duration: ${JSON.stringify(text)}; write a number with a unit, for instance "3.5s" or "250ms"`);
	return Number(match[1]) * (UNIT_MS[match[2] as string] as number);
}

/** Formats milliseconds for people: `832 ms`, `3.21 s`, `4 min 05 s`; an absent number as `—`. */
export function formatMs(ms: number | null | undefined): string {
	if (ms === null || ms === undefined || Number.isNaN(ms)) return '—';
	if (Math.abs(ms) < 1000) return `${Math.abs(ms) < 10 && !Number.isInteger(ms) ? ms.toFixed(1) : Math.round(ms)} ms`;
	if (Math.abs(ms) < 60_000) return `${(ms / 1000).toFixed(2)} s`;
	return `${Math.floor(ms / 60_000)} min ${String(Math.floor((ms % 60_000) / 1000)).padStart(2, '0')} s`;
}
