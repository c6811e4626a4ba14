import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { InputError, type InputProblem } from '../base/errors.ts';
import { asWriteError } from '../base/write-error.ts';
import { writeAtomically } from '../base/write-file.ts';
import { buildClusterSpec } from '../cluster/cluster-spec.ts';
import { type FolderFile, folderFiles } from '../cluster/folder/folder.ts';
import { secretsIn } from '../cluster/secrets.ts';
import { FORMATS } from '../lint/formats/index.ts';
import { lint } from '../lint/lint.ts';
import { loadLint } from '../load/lint-input.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { guaranteeText } from '../report/guarantee-text.ts';
import { guaranteeFor } from './guarantee.ts';
import { collect } from './init/collect.ts';
import type { InitFlags } from './init/flags.ts';
import { type Answers, NO_ANSWERS } from './init/interview.ts';
import { TerminalAnswers } from './init/terminal.ts';
import { resultOf } from './lint.ts';

interface Flags extends InitFlags {
	yes?: boolean;
	force?: boolean;
	trials: number;
	jobs: number;
}

/** Makes a cluster folder, and says what it guarantees. Nothing is written before all of it is right. */
export async function run(dir: string, flags: Flags): Promise<void> {
	const answers = answersOf(flags);
	try {
		const { known, notes } = await collect(dir, flags, answers);
		const files = folderFiles(known);
		check(dir, files);
		refuseOverwriting(dir, files, flags.force ?? false);
		await write(dir, files);
		console.log(`Wrote ${files.size} files into ${shown(dir)}: ${[...files.keys()].sort().join(', ')}`);
		for (const note of notes) console.log(`  ${note}`);
	} finally {
		answers.close();
	}
	const color = Boolean(process.stdout.isTTY) && !process.env.NO_COLOR;
	process.stdout.write(`\n${await lintText(shown(dir), color)}`);
	const { trials, jobs } = flags;
	const guarantee = await guaranteeFor(await loadCluster(dir), shown(dir), { trials, seed: 'guarantee', jobs });
	process.stdout.write(`\n${guaranteeText(guarantee, { color })}`);
}

const shown = (dir: string) => relative(process.cwd(), resolve(dir)) || '.';

/** What lint says of the folder. */
async function lintText(dir: string, color: boolean): Promise<string> {
	const inputs = await loadLint({ paths: [dir], stdin: () => '', version: null });
	const findings = inputs.flatMap((input) => lint(input));
	return FORMATS.text(resultOf(inputs, findings, 0, {}), { color });
}

/** A person is asked where there is one. */
function answersOf({ yes }: Flags): Answers {
	const isThere = process.stdin.isTTY && process.stdout.isTTY && !yes;
	return isThere ? new TerminalAnswers(process.stdin, process.stdout) : NO_ANSWERS;
}

/** Throws InputError with all that is wrong in the folder as it would be. */
function check(dir: string, files: ReadonlyMap<string, FolderFile>): void {
	const texts = new Map([...files].map(([path, { text }]) => [path, text]));
	const path = join(shown(dir), 'cluster.yaml');
	buildClusterSpec({ dir: resolve(dir), clusterYaml: { path, text: texts.get('cluster.yaml') ?? '' }, files: texts });
}

function refuseOverwriting(dir: string, files: ReadonlyMap<string, FolderFile>, isForced: boolean): void {
	if (isForced) return;
	const problems = [...files.keys()]
		.filter((path) => existsSync(join(dir, path)))
		.map((path): InputProblem => {
			const fix = 'Name another folder, or write over it with --force';
			return { file: join(shown(dir), path), field: 'init', problem: 'the file is there already', fix };
		});
	const [first, ...others] = problems;
	if (first) throw new InputError([first, ...others]);
}

/** Rejects with VipdrillError where the disk does not take it. */
async function write(dir: string, files: ReadonlyMap<string, FolderFile>): Promise<void> {
	try {
		for (const [path, { text, mode }] of files) {
			const file = join(dir, path);
			await mkdir(dirname(file), { recursive: true });
			// A copy of a password is for its owner alone, as the file that it comes from should be.
			await writeAtomically(file, text, secretsIn(text).length > 0 ? mode & 0o700 : mode);
		}
	} catch (error) {
		throw asWriteError(error) ?? error;
	}
}
