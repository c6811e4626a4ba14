import { realpath } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { InputError } from '../base/errors.ts';

/**
 * The path of a file that a stored run names, relative to the run's folder. Throws InputError where it leaves the folder, by its words or by a
 * link: a run from elsewhere must not have other files of this machine read.
 */
export async function insideRun(dir: string, path: string, field: string): Promise<string> {
	const file = join(dir, path);
	if (isAbsolute(path) || path.includes('\0') || leaves(dir, file)) throw outside(dir, path, field);
	const [realDir, real] = await Promise.all([dir, file].map((one) => realpath(one).catch(() => null)));
	// What is not there is for the reader to tell.
	if (realDir && real && leaves(realDir, real)) throw outside(dir, path, field);
	return file;
}

const leaves = (dir: string, file: string) => /^\.\.([/\\]|$)/.test(relative(dir, file)) || isAbsolute(relative(dir, file));

function outside(dir: string, value: string, field: string): InputError {
	const fix = 'Do not trust this run; name one that vipdrill has written';
	return new InputError([{ file: dir, field, value, problem: "this path leaves the run's folder", fix }]);
}
