/** How many patterns the braces of one include may stand for. */
const MAX_PATTERNS = 256;

/** What an include's pattern finds. */
export interface Found {
	/** Sorted, as glob(3) sorts what each alternative of the braces finds. */
	paths: string[];
	hasWildcard: boolean;
	/** Patterns, one for each alternative of the braces, that found nothing. */
	missing: string[];
	hasBraces: boolean;
	tooMany: boolean;
}

/** The paths that a pattern means, seen from a folder: `*`, `?`, `[…]` and `{a,b}` as in glob(3) with GLOB_BRACE. Paths are absolute, or relative to one common folder. */
export function findFiles(pattern: string, folder: string, paths: Iterable<string>): Found {
	const patterns = expandBraces(pattern);
	const all = [...paths];
	const missing: string[] = [];
	const found = patterns.slice(0, MAX_PATTERNS).flatMap((one) => {
		const whole = normalize(one.startsWith('/') || folder === '' ? one : `${folder}/${one}`);
		const matched = all.filter((path) => matchPath(whole, normalize(path))).sort();
		if (matched.length === 0) missing.push(one);
		return matched;
	});
	const hasBraces = patterns.length > 1;
	return { paths: found, hasWildcard: /[*?[]/.test(pattern), missing, hasBraces, tooMany: patterns.length > MAX_PATTERNS };
}

/** A path without `.`, `..` and doubled slashes. */
export function normalize(path: string): string {
	const parts: string[] = [];
	for (const part of path.split('/')) {
		if (part === '' || part === '.') continue;
		if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
		else if (part !== '..' || !path.startsWith('/')) parts.push(part);
	}
	return `${path.startsWith('/') ? '/' : ''}${parts.join('/')}`;
}

/** The folder of a path; empty for the common folder. */
export const folderOf = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) || '/' : '');

function expandBraces(pattern: string): string[] {
	let open = [pattern];
	for (let round = 0; round < MAX_PATTERNS && open.length <= MAX_PATTERNS; round++) {
		const at = open.findIndex((one) => bracesIn(one) !== null);
		const one = open[at];
		const braces = one === undefined ? null : bracesIn(one);
		if (one === undefined || !braces) break;
		const options = braces.options.map((option) => one.slice(0, braces.start) + option + one.slice(braces.end));
		open = [...open.slice(0, at), ...options, ...open.slice(at + 1)];
	}
	return open;
}

/** The first pair of braces with its alternatives. */
function bracesIn(pattern: string): { start: number; end: number; options: string[] } | null {
	const start = pattern.indexOf('{');
	if (start < 0) return null;
	let depth = 0;
	let from = start + 1;
	const options: string[] = [];
	for (let i = start; i < pattern.length; i++) {
		const char = pattern.charAt(i);
		if (char === '{') depth += 1;
		else if (char === '}') depth -= 1;
		if ((char === ',' && depth === 1) || depth === 0) {
			options.push(pattern.slice(from, i));
			from = i + 1;
		}
		if (depth === 0) return { start, end: i + 1, options };
	}
	return null;
}

function matchPath(pattern: string, path: string): boolean {
	const patterns = pattern.split('/');
	const parts = path.split('/');
	return patterns.length === parts.length && patterns.every((one, i) => matchPart(one, parts[i] ?? ''));
}

/** One name of a path. Goes back to the last `*` alone, so that it takes no longer than both lengths multiplied. */
function matchPart(pattern: string, name: string): boolean {
	// A wildcard finds no hidden file.
	if (name.startsWith('.') && !pattern.startsWith('.')) return false;
	let [p, n, star, mark] = [0, 0, -1, 0];
	while (n < name.length) {
		const set = pattern.charAt(p) === '[' ? setAt(pattern, p) : null;
		const char = name.charAt(n);
		if (pattern.charAt(p) === '*') {
			star = p;
			mark = n;
			p += 1;
		} else if (set ? set.has(char) : p < pattern.length && (pattern.charAt(p) === '?' || pattern.charAt(p) === char)) {
			p = set ? set.end : p + 1;
			n += 1;
		} else if (star >= 0) {
			mark += 1;
			n = mark;
			p = star + 1;
		} else return false;
	}
	while (pattern.charAt(p) === '*') p += 1;
	return p === pattern.length;
}

/** `[abc]`, `[a-z]`, `[!a]`; null where the bracket is never closed and stands for itself. */
function setAt(pattern: string, start: number): { end: number; has(char: string): boolean } | null {
	const isNegated = /[!^]/.test(pattern.charAt(start + 1));
	const first = start + (isNegated ? 2 : 1);
	const close = pattern.indexOf(']', first + 1);
	if (close < 0) return null;
	const body = pattern.slice(first, close);
	const inSet = (char: string) => {
		for (let i = 0; i < body.length; i++) {
			const isRange = body.charAt(i + 1) === '-' && i + 2 < body.length;
			if (isRange && char >= body.charAt(i) && char <= body.charAt(i + 2)) return true;
			if (!isRange && char === body.charAt(i)) return true;
			if (isRange) i += 2;
		}
		return false;
	};
	return { end: close + 1, has: (char) => inSet(char) !== isNegated };
}
