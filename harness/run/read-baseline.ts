import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BaselineReport, parseBaseline } from '../report/baseline-schema.ts';

/** What a stored run was held against; null where it was not. Throws InputError for a baseline.json that is none. */
export async function readBaseline(dir: string): Promise<BaselineReport | null> {
	const file = join(dir, 'baseline.json');
	return existsSync(file) ? parseBaseline(await readFile(file, 'utf8'), file) : null;
}
