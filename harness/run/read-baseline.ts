import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type BaselineReport, parseBaseline } from '../results/baseline-schema.ts';
import { insideRun } from './inside.ts';

/** What a stored run was held against; null where it was not. Throws InputError for a baseline.json that is none. */
export async function readBaseline(dir: string): Promise<BaselineReport | null> {
	const file = await insideRun(dir, 'baseline.json', 'baseline');
	return existsSync(file) ? parseBaseline(await readFile(file, 'utf8'), file) : null;
}
