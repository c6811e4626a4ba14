import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { InputError } from '../base/errors.ts';
import { type Compared, type ComparedRun, compareRuns } from '../results/comparison.ts';
import { parseComparison } from '../results/comparison-schema.ts';
import { parseRunReport } from '../results/run-schema.ts';

/** Reads what is to be compared: a comparison, or one run after the other; each by its folder or its file. Throws InputError for anything else. */
export async function readCompared(paths: readonly string[]): Promise<Compared> {
	const found = paths.map((path) => ({ path, file: fileOf(path) }));
	const comparison = found.find(({ file }) => basename(file) === 'comparison.json');
	if (comparison && found.length > 1) {
		const fix = 'Name one comparison, or run folders only';
		throw problem(comparison.path, 'a comparison stands for all its runs, so it goes alone', fix);
	}
	if (comparison) return parseComparison(await readFile(comparison.file, 'utf8'), comparison.file);
	const runs: ComparedRun[] = [];
	for (const { file } of found) {
		const report = parseRunReport(await readFile(file, 'utf8'), file);
		runs.push({ cluster: report.cluster.name, folder: dirname(file), report, error: null });
	}
	return compareRuns(runs);
}

function fileOf(path: string): string {
	const candidates = [path, join(path, 'comparison.json'), join(path, 'run.json')];
	const file = candidates.find((candidate) => candidate.endsWith('.json') && existsSync(candidate));
	if (!file)
		throw problem(path, 'there is neither a comparison.json nor a run.json', 'Name a folder that `vipdrill run` has written');
	return file;
}

function problem(path: string, text: string, fix: string): InputError {
	return new InputError([{ file: path, field: 'run', problem: text, fix }]);
}
