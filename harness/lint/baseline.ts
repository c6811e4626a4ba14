import type { Finding } from './finding.ts';

/** Old sins: how often each was there, by what does not change when lines move. */
export interface LintBaseline {
	version: 1;
	findings: { rule: string; file: string; message: string; count: number }[];
}

const key = (rule: string, file: string, message: string) => JSON.stringify([rule, file, message]);

/** A baseline of what is found now. */
export function baselineOf(findings: readonly Finding[]): LintBaseline {
	const counts = new Map<string, LintBaseline['findings'][number]>();
	for (const { rule, at, message } of findings) {
		const id = key(rule, at.file, message);
		const before = counts.get(id);
		if (before) before.count += 1;
		else counts.set(id, { rule, file: at.file, message, count: 1 });
	}
	return { version: 1, findings: [...counts.values()] };
}

/** What is new against a baseline, and how many were in it. */
export function against(findings: readonly Finding[], { findings: old }: LintBaseline): { left: Finding[]; known: number } {
	const counts = new Map(old.map(({ rule, file, message, count }) => [key(rule, file, message), count]));
	const left = findings.filter(({ rule, at, message }) => {
		const id = key(rule, at.file, message);
		const count = counts.get(id) ?? 0;
		counts.set(id, count - 1);
		return count <= 0;
	});
	return { left, known: findings.length - left.length };
}

/** Reads a baseline; null for what is none. */
export function parseBaseline(text: string): LintBaseline | null {
	try {
		const value: unknown = JSON.parse(text);
		if (typeof value !== 'object' || value === null || Reflect.get(value, 'version') !== 1) return null;
		const listed: unknown = Reflect.get(value, 'findings');
		if (!Array.isArray(listed)) return null;
		const isEntry = (one: unknown) =>
			typeof one === 'object' &&
			one !== null &&
			['rule', 'file', 'message'].every((name) => typeof Reflect.get(one, name) === 'string') &&
			Number.isInteger(Reflect.get(one, 'count'));
		return listed.every(isEntry) ? (value as LintBaseline) : null;
	} catch {
		return null;
	}
}
