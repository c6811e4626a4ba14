import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { EXIT, InputError, type InputProblem } from '../base/errors.ts';
import { version as vipdrillVersion } from '../base/version.ts';
import { writeAtomically } from '../base/write-file.ts';
import { DEFAULT_KEEPALIVED } from '../keepalived/versions.ts';
import { applyEdits, editsByFile } from '../lint/apply-edits.ts';
import { against, baselineOf, type LintBaseline, parseBaseline } from '../lint/baseline.ts';
import { unifiedDiff } from '../lint/diff.ts';
import { explainRule } from '../lint/explain.ts';
import type { Finding } from '../lint/finding.ts';
import { FORMATS } from '../lint/formats/index.ts';
import type { LintInput } from '../lint/input.ts';
import { lint } from '../lint/lint.ts';
import { notChecked } from '../lint/not-checked.ts';
import { countsOf, type LintResult } from '../lint/result.ts';
import type { LintFormat } from '../lint/settings.ts';
import { loadLintConfig } from '../load/lint-config.ts';
import { loadLint, STDIN } from '../load/lint-input.ts';
import { usesColor } from './color.ts';

interface LintFlags {
	format: LintFormat;
	keepalived?: string;
	fix?: boolean;
	yes?: boolean;
	explain?: string;
	maxWarnings?: number;
	baseline?: string;
	updateBaseline?: boolean;
}

/** Lints what the paths name, prints the findings, and sets the exit code. Throws InputError for flags that make no sense, and where nothing can be read. */
export async function run(paths: string[], flags: LintFlags): Promise<void> {
	if (flags.explain !== undefined) return explain(flags.explain);
	checkFlags(paths, flags);
	const asked = paths.length > 0 ? paths : ['.'];
	const read = { text: null as string | null };
	const load = () =>
		loadLint({ paths: asked, stdin: () => (read.text ??= readFileSync(0, 'utf8')), version: flags.keepalived ?? null });
	const settings = await loadLintConfig([...asked.map((path) => (path === '-' ? '.' : path)), ...asked.map(dirname), '.']);
	const lintAll = async () => {
		const inputs = await load();
		if (inputs.every(({ hosts }) => hosts.length === 0)) refuse(inputs);
		return { inputs, findings: inputs.flatMap((input) => lint(input, settings)) };
	};
	let { inputs, findings } = await lintAll();
	if (flags.fix) {
		const mended = await fix(inputs, findings, flags.yes ?? false);
		if (!mended) return;
		({ inputs, findings } = await lintAll());
	}
	const { left, known } = await heldAgainst(findings, flags);
	const result = resultOf(inputs, left, known, flags);
	process.stdout.write(FORMATS[flags.format](result, { color: isColorful() }));
	const { errors, warnings } = countsOf(left);
	if (errors > 0 || warnings > (flags.maxWarnings ?? Number.POSITIVE_INFINITY)) process.exitCode = EXIT.failed;
}

function explain(name: string): void {
	const text = explainRule(name);
	if (text === null) throw wrongFlag('--explain', 'there is no such rule', 'See docs/lint.md for the rules', name);
	console.log(text);
}

function checkFlags(paths: readonly string[], { fix, yes, baseline, updateBaseline }: LintFlags): void {
	if (yes && !fix) throw wrongFlag('--yes', 'there is nothing to say yes to', 'Use it with --fix');
	if (fix && paths.includes('-')) throw wrongFlag('--fix', 'standard input cannot be mended', 'Name the file');
	if (updateBaseline && baseline === undefined)
		throw wrongFlag('--update-baseline', 'it is not told which file', 'Use it with --baseline FILE');
}

const wrongFlag = (field: string, problem: string, fix: string, value?: string) =>
	new InputError([{ file: 'command line', field, ...(value === undefined ? {} : { value }), problem, fix }]);

/** Nothing of what was named can be linted. */
function refuse(inputs: readonly LintInput[]): never {
	const problems = inputs
		.flatMap(({ unreadable }) => unreadable)
		.map(
			({ file, line, column, problem, fix }): InputProblem => ({
				file,
				...(line === 1 && column === 1 ? {} : { line, column }),
				field: 'file',
				problem,
				fix,
			}),
		);
	const [first, ...rest] = problems;
	const nothing = {
		file: 'command line',
		field: 'paths',
		problem: 'nothing there is a configuration of keepalived',
		fix: 'Name a cluster folder or a keepalived.conf',
	};
	throw new InputError([first ?? nothing, ...rest]);
}

/** Findings as they are printed, with what was read. */
export function resultOf(
	inputs: readonly LintInput[],
	findings: readonly Finding[],
	known: number,
	{ keepalived }: Pick<LintFlags, 'keepalived'>,
): LintResult {
	const version = inputs.flatMap(({ hosts }) => hosts.flatMap(({ conf }) => conf?.version ?? []))[0];
	return {
		version: vipdrillVersion,
		keepalived: keepalived ?? version ?? DEFAULT_KEEPALIVED,
		findings,
		known,
		files: [...new Set(inputs.flatMap(({ texts }) => [...texts.keys()]))],
		hosts: inputs.flatMap(({ hosts }) => hosts.map(({ name }) => name)),
		texts: new Map(inputs.flatMap(({ texts }) => [...texts])),
		notChecked: [...new Set(inputs.flatMap(notChecked))],
	};
}

async function heldAgainst(
	findings: readonly Finding[],
	{ baseline, updateBaseline }: LintFlags,
): Promise<{ left: readonly Finding[]; known: number }> {
	if (baseline === undefined) return { left: findings, known: 0 };
	if (updateBaseline) {
		await writeAtomically(baseline, `${JSON.stringify(baselineOf(findings), null, 2)}\n`);
		return { left: [], known: findings.length };
	}
	return against(findings, readBaseline(baseline));
}

function readBaseline(file: string): LintBaseline {
	let text: string;
	try {
		text = readFileSync(file, 'utf8');
	} catch {
		throw new InputError([
			{ file, field: '--baseline', problem: 'there is no such file', fix: 'Make it with --update-baseline' },
		]);
	}
	const read = parseBaseline(text);
	if (!read)
		throw new InputError([
			{ file, field: '--baseline', problem: 'this is no baseline of lint', fix: 'Make it anew with --update-baseline' },
		]);
	return read;
}

/** Shows the changes; writes them where that is asked for. True where something was written. */
async function fix(inputs: readonly LintInput[], findings: readonly Finding[], isAsked: boolean): Promise<boolean> {
	const texts = new Map(inputs.flatMap((input) => [...input.texts]));
	const changes = [...editsByFile(findings)].flatMap(([file, edits]) => {
		const before = texts.get(file);
		if (before === undefined || file === STDIN) return [];
		return [{ file, before, after: applyEdits(before, edits) }];
	});
	const changed = changes.filter(({ before, after }) => before !== after);
	if (changed.length === 0) {
		console.log('nothing can be mended without you: see what vipdrill lint says of each finding');
		return false;
	}
	for (const { file, before, after } of changed) process.stdout.write(unifiedDiff(file, before, after));
	if (!isAsked) {
		console.log(
			`\nnothing is written yet: vipdrill lint --fix --yes writes ${changed.length} ${changed.length === 1 ? 'file' : 'files'}`,
		);
		return false;
	}
	for (const { file, after } of changed) await writeAtomically(file, after);
	console.log(`\nmended ${changed.map(({ file }) => file).join(', ')}; what is left:\n`);
	return true;
}

/** Colours for a terminal, unless somebody said no (https://no-color.org). */
const isColorful = () => usesColor() && process.env.TERM !== 'dumb';
