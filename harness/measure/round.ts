/** Rounds milliseconds to microseconds, as exact as the observer's clock is; null stays null. */
export function roundMs(ms: number): number;
export function roundMs(ms: number | null): number | null;
export function roundMs(ms: number | null): number | null {
	return ms === null ? null : Math.round(ms * 1000) / 1000;
}
