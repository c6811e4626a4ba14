import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { InputError } from '../base/errors.ts';
import type { RunReport } from '../results/run-report.ts';
import { parseRunReport } from '../results/run-schema.ts';

/** Reads a stored run by its folder or its run.json. Throws InputError where it is neither. */
export async function readRun(path: string): Promise<RunReport> {
	const file = basename(path) === 'run.json' ? path : join(path, 'run.json');
	const text = await readFile(file, 'utf8').catch(() => {
		const fix = 'Name a folder that `vipdrill run` has written';
		throw new InputError([{ file, field: 'run', problem: 'it cannot be read', fix }]);
	});
	return parseRunReport(text, file);
}
