import { inputOfConfs } from './input-of-confs.ts';
import { lint } from './lint.ts';
import { notChecked } from './not-checked.ts';
import type { LintResult } from './result.ts';

/** The result of linting some hosts' files. */
export function lintResult(files: Readonly<Record<string, string>>): LintResult {
	const input = inputOfConfs(new Map(Object.entries(files)));
	return {
		version: '1.2.3',
		keepalived: '2.2.7',
		findings: lint(input),
		known: 0,
		files: [...input.texts.keys()],
		hosts: input.hosts.map(({ name }) => name),
		texts: input.texts,
		notChecked: notChecked(input),
	};
}
