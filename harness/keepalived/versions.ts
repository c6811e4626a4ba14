/** Which keepalived is meant where nobody names one: that of Debian 12. */
export const DEFAULT_KEEPALIVED = '2.2.7';

/** Whether a version is another one or later. One that is only a beginning stands for its latest: `2.3` is at least `2.3.3`. */
export function isAtLeast(version: string, since: string): boolean {
	const parts = numbers(version);
	for (const [i, wanted] of numbers(since).entries()) {
		const part = parts[i] ?? Number.POSITIVE_INFINITY;
		if (part !== wanted) return part > wanted;
	}
	return true;
}

/** Whether a version is after another one; `2.0` is not after `2.0.20`. */
export function isAfter(version: string, last: string): boolean {
	const parts = numbers(version);
	for (const [i, wanted] of numbers(last).entries()) {
		const part = parts[i];
		if (part === undefined) return false;
		if (part !== wanted) return part > wanted;
	}
	return false;
}

const numbers = (version: string) =>
	version
		.replace(/^v/, '')
		.split('.')
		.map((part) => Number.parseInt(part, 10));
