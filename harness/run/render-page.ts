import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { renderHtml } from '../report/formats/html.ts';
import type { RunWithTimelines } from '../report/page-data.ts';
import { compareWithBaseline } from '../results/baseline.ts';
import type { BaselineReport } from '../results/baseline-schema.ts';
import { parseComparison } from '../results/comparison-schema.ts';
import { type MatrixReport, parseMatrix } from '../results/matrix.ts';
import { withoutSecrets, withoutSecretsIn } from '../results/redact.ts';
import { insideRun } from './inside.ts';
import { readBaseline } from './read-baseline.ts';
import { readRun } from './read-run.ts';
import { readTimelines } from './read-timelines.ts';

/**
 * Stored runs as one page, without secrets: one with what it left, beside the baseline that it was held against; or several against each
 * other. A folder of a comparison stands for its runs. `simulated` is a run whose takeovers are drawn beside. Throws InputError for what is no run.
 */
export async function renderPage(paths: readonly string[], simulated: string | null = null): Promise<string> {
	const dirs = (await Promise.all(paths.map(foldersOf))).flat();
	const stored = await Promise.all(dirs.map(load));
	const runs = stored.map((run, i) => ({ ...run, label: labelOf(stored, i) }));
	return renderHtml({
		runs,
		baseline: withoutSecrets(await baselineOf(dirs, runs)),
		simulated: simulated === null ? null : withoutSecrets(await readRun(simulated)),
		matrix: withoutSecrets(await matrixOf(paths)),
	});
}

/** A run's own folder, or those of the clusters that a comparison is of. */
async function foldersOf(path: string): Promise<string[]> {
	const dir = basename(path) === 'run.json' || basename(path) === 'comparison.json' ? dirname(path) : path;
	const file = join(dir, 'comparison.json');
	if (!existsSync(file)) return [dir];
	const { clusters } = parseComparison(await readFile(file, 'utf8'), file);
	const folders = clusters.flatMap(({ folder }) => folder ?? []);
	return Promise.all(folders.map((folder) => insideRun(dir, folder, 'folder')));
}

/** What a folder of runs on hosts of different make says of them; null for any other. */
async function matrixOf([path, ...others]: readonly string[]): Promise<MatrixReport | null> {
	const file = join(path ?? '', 'matrix.json');
	return others.length > 0 || !existsSync(file) ? null : parseMatrix(await readFile(file, 'utf8'), file);
}

async function load(dir: string): Promise<RunWithTimelines> {
	const report = withoutSecrets(await readRun(dir));
	return { label: '', report, timelines: withoutSecretsIn(await readTimelines(dir, report)) };
}

/** The cluster's name; where others have the same with what tells the runs apart: when they were made, their seeds, or else their places. */
function labelOf(runs: readonly RunWithTimelines[], index: number): string {
	const day = ({ report }: RunWithTimelines) => `${report.cluster.name}, ${report.startedAt.slice(0, 10)}`;
	const tries: ((run: RunWithTimelines, i: number) => string)[] = [
		({ report }) => report.cluster.name,
		day,
		({ report }) => `${report.cluster.name}, ${report.startedAt.slice(0, 16).replace('T', ' ')} UTC`,
		({ report }) => `${report.cluster.name}, seed ${report.seed}`,
		(run, i) => `${day(run)} (${i + 1})`,
	];
	const told = tries.map((name) => runs.map(name));
	return (told.find((labels) => new Set(labels).size === labels.length) ?? [])[index] ?? '';
}

/** Two runs on one cluster are before and after; a single run has what it was held against, if anything. */
async function baselineOf(dirs: readonly string[], runs: readonly RunWithTimelines[]): Promise<BaselineReport | null> {
	const [before, after] = runs;
	if (before && after) {
		const isOneCluster = runs.length === 2 && before.report.cluster.name === after.report.cluster.name;
		return isOneCluster ? compareWithBaseline(before.report, after.report) : null;
	}
	return readBaseline(dirs[0] ?? '');
}
