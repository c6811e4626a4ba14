import { cp, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../base/errors.ts';
import { withoutSecrets } from '../results/redact.ts';
import { insideRun } from './inside.ts';
import { type Merged, mergeShards } from './merge-shards.ts';
import { readRun } from './read-run.ts';
import { readTimelines } from './read-timelines.ts';
import { writeReports } from './run-folder.ts';

/**
 * Merges the run folders of a split run into a new one, with their timelines, captures and IPVS tables. Throws InputError for folders that do
 * not belong together, and where the new one has something in it.
 */
export async function mergeFolders(dirs: readonly string[], out: string): Promise<Merged> {
	const runs = [];
	for (const dir of dirs) runs.push({ dir, report: await readRun(dir) });
	const merged = mergeShards(runs);
	const report = withoutSecrets(merged.report);
	await makeEmpty(out);
	for (const { dir, report: part } of runs) {
		await copyFiles(await insideRun(dir, 'trials', 'trials'), join(out, 'trials'));
		await copyFiles(await insideRun(dir, 'mesh', 'mesh'), join(out, 'mesh', `shard-${part.shard?.index}`));
	}
	await writeReports(out, report, await readTimelines(out, report));
	return { report, missing: merged.missing };
}

async function makeEmpty(dir: string): Promise<void> {
	await mkdir(dir, { recursive: true });
	if ((await readdir(dir)).length === 0) return;
	const fix = 'Name a folder that does not exist yet';
	throw new InputError([{ file: dir, field: '--out', problem: 'there is something in it', fix }]);
}

/** Plain files only: a folder from elsewhere must not make links here. A folder that is not there has none. */
async function copyFiles(from: string, to: string): Promise<void> {
	const entries = await readdir(from, { withFileTypes: true }).catch(() => []);
	const files = entries.filter((entry) => entry.isFile());
	if (files.length > 0) await mkdir(to, { recursive: true });
	for (const { name } of files) await cp(join(from, name), join(to, name), { errorOnExist: true, force: false });
}
