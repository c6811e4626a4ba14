import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError } from '../base/errors.ts';

/** The text of a mix of failures: of `file` where it is given, else of failures.yaml in the cluster folder where there is one; else null. Throws InputError for a file that cannot be read. */
export function loadMix(clusterDir: string, file: string | undefined): { file: string; text: string } | null {
	const folder = /\.ya?ml$/.test(clusterDir) ? dirname(clusterDir) : clusterDir;
	const path = file ?? join(folder, 'failures.yaml');
	try {
		return { file: path, text: readFileSync(path, 'utf8') };
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (file === undefined && code === 'ENOENT') return null;
		const fix = 'Name a file with rates of failures; vipdrill score --help shows one';
		throw new InputError([{ file: path, field: '--mix', problem: `it cannot be read (${code})`, fix }]);
	}
}
