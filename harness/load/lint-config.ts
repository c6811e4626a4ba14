import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError, type InputProblem } from '../base/errors.ts';
import type { Severity } from '../lint/finding.ts';
import { type LintSettings, ruleOf } from '../lint/lint.ts';

const SEVERITIES: readonly string[] = ['off', 'note', 'warning', 'error'];

/** `lint:` of the first vipdrill.yaml that one of some folders has; empty without. Throws InputError with every problem of it. */
export async function loadLintConfig(folders: readonly string[]): Promise<LintSettings> {
	for (const folder of folders) {
		const path = join(folder, 'vipdrill.yaml');
		let text: string;
		try {
			text = readFileSync(path, 'utf8');
		} catch {
			continue;
		}
		return await parse(path, text);
	}
	return {};
}

async function parse(path: string, text: string): Promise<LintSettings> {
	// Most folders have no such file, and its parser takes time to load.
	const { readYaml, isRecord, valueAt } = await import('../base/yaml-source.ts');
	const source = readYaml(path, text);
	const problems: InputProblem[] = [...source.problems];
	const told = (at: (string | number)[], problem: string, fix: string) => {
		const value = valueAt(source.value, at);
		problems.push({ ...source.atKey(at), field: at.join('.'), ...(typeof value === 'object' ? {} : { value }), problem, fix });
	};
	const lint = valueAt(source.value, ['lint']);
	const rules: Record<string, Severity | 'off'> = {};
	if (lint !== undefined && !isRecord(lint)) told(['lint'], 'is no mapping', 'Write lint: { rules: { K8: off } }');
	for (const key of isRecord(lint) ? Object.keys(lint) : [])
		if (key !== 'rules') told(['lint', key], 'unknown key', 'Remove it; known here: rules');
	const listed = isRecord(lint) ? lint.rules : undefined;
	if (listed !== undefined && !isRecord(listed)) told(['lint', 'rules'], 'is no mapping', 'Write rules: { K8: off }');
	for (const [name, value] of isRecord(listed) ? Object.entries(listed) : []) {
		const rule = ruleOf(name);
		const severity = value === false ? 'off' : String(value);
		if (!rule) told(['lint', 'rules', name], 'there is no such rule', 'See docs/lint.md for the rules');
		else if (!SEVERITIES.includes(severity)) told(['lint', 'rules', name], 'is no severity', 'Write off, note, warning or error');
		else rules[rule.id] = severity as Severity | 'off';
	}
	const [first, ...rest] = problems;
	if (first) throw new InputError([first, ...rest]);
	return { rules };
}
