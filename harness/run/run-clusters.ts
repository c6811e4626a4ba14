import { rmdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { EXIT, InputError, type InputProblem } from '../base/errors.ts';
import { writeAtomically } from '../base/write-file.ts';
import type { ClusterSpec } from '../cluster/spec.ts';
import { exitCodeOf } from '../gate/verdict.ts';
import { DOCKER_KIND } from '../labs/docker/docker-kind.ts';
import type { ChosenEngine } from '../labs/docker/engine/select.ts';
import { comparisonMarkdown } from '../report/comparison-text.ts';
import { type ComparedRun, compareRuns } from '../results/comparison.ts';
import { COMPARISON_SCHEMA_VERSION, type Comparison } from '../results/comparison-schema.ts';
import { withoutSecrets } from '../results/redact.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import { checkRun } from './check-run.ts';
import type { FinishedRun, RunOptions } from './options.ts';
import { readRun } from './read-run.ts';
import { type AskedEngines, withEngines } from './run-drills.ts';
import { createFolder, createRunFolder, newRunId, removeIfEmpty } from './run-folder.ts';
import { runOnEngines } from './run-on-labs.ts';

/** A cluster, and what is done on it. */
interface ClusterToRun {
	spec: ClusterSpec;
	drills: DrillSpec[];
	rerun: string;
	/** Its folder's name; the cluster's by default. */
	folder?: string;
	hostImage?: string;
}

export interface ClustersOptions extends Omit<RunOptions, 'spec' | 'drills' | 'folder' | 'rerun'>, AskedEngines {
	/** Each with the drills as they are asked of it, and the command that runs it alone. */
	clusters: ClusterToRun[];
	/** Called with each engine before the first lab is brought up. */
	onEngine?: (engine: ChosenEngine) => Promise<void>;
	rerun: string;
	/** Told of each cluster before its lab is brought up. */
	onCluster?: (spec: ClusterSpec) => void;
	/** Told of each cluster's run once it is written. */
	onRun?: (run: FinishedRun) => void;
}

/**
 * Runs the same drills on several clusters, one lab after another on the same engines, and writes what they compare to beside their run folders. A
 * cluster that never comes up does not end the run. Rejects where it was interrupted, or where an engine is not to be had.
 */
export async function runClusters(options: ClustersOptions): Promise<{ comparison: Comparison; dir: string; exitCode: number }> {
	const { clusters, signal } = options;
	const [first, ...others] = clusters.flatMap((cluster) =>
		inputProblems(() => checkRun({ ...options, ...cluster }, DOCKER_KIND)),
	);
	if (first) throw new InputError([first, ...others]);
	const startedAt = new Date();
	const dir = createFolder(options.reportsDir, newRunId(startedAt, options.seed));
	const id = basename(dir);
	const folders = foldersOf(clusters.map(({ spec, folder }) => folder ?? spec.name));
	const runs: ComparedRun[] = [];
	const comparisonSoFar = (): Comparison => ({
		schemaVersion: COMPARISON_SCHEMA_VERSION,
		id,
		startedAt: startedAt.toISOString(),
		finishedAt: new Date().toISOString(),
		rerun: options.rerun,
		...compareRuns([...runs, ...clusters.slice(runs.length).map(({ spec }) => failed(spec.name, 'it was not run'))]),
	});
	try {
		await withEngines(options, options, async (engines) => {
			for (const engine of engines) await options.onEngine?.(engine);
			for (const [index, { spec, drills, rerun, hostImage }] of clusters.entries()) {
				options.onCluster?.(spec);
				const folder = folders[index] ?? spec.name;
				const alone = { ...options, spec, drills, rerun, ...(hostImage !== undefined && { hostImage }) };
				const runFolder = createRunFolder(dir, options.seed, folder);
				try {
					const run = await runOnEngines(engines, alone, runFolder);
					const error = [run.stopped, run.notRemoved].flatMap((one) => one?.message ?? []).join('; ');
					runs.push({ cluster: spec.name, folder, report: run.report, error: error || null });
					options.onRun?.(run);
				} catch (error) {
					// What it measured until then is there all the same.
					const report = await readRun(runFolder.dir).catch(() => null);
					const { message } = error as Error;
					runs.push(report ? { cluster: spec.name, folder, report, error: message } : failed(spec.name, message));
					signal.throwIfAborted();
					options.progress(`${spec.name}: ${(error as Error).message}`);
				} finally {
					removeIfEmpty(runFolder);
				}
				await writeComparison(dir, comparisonSoFar());
			}
		});
	} catch (error) {
		// What ended the run is what is told, also where the disk takes nothing more.
		await (runs.length === 0 ? rmdir(dir) : writeComparison(dir, comparisonSoFar())).catch(() => {});
		throw error;
	}
	const comparison = comparisonSoFar();
	await writeComparison(dir, comparison);
	const broken = runs.some(({ error }) => error !== null);
	return { comparison, dir, exitCode: broken ? EXIT.labFailed : exitCodeOf(comparison.verdict) };
}

function inputProblems(check: () => void): readonly InputProblem[] {
	try {
		check();
		return [];
	} catch (error) {
		if (error instanceof InputError) return error.problems;
		throw error;
	}
}

const failed = (cluster: string, error: string): ComparedRun => ({ cluster, folder: null, report: null, error });

/** A folder for each cluster: its name, with the next free number where another has that folder. */
export function foldersOf(names: readonly string[]): string[] {
	const taken = new Set<string>();
	return names.map((name) => {
		let folder = name;
		for (let number = 2; taken.has(folder); number += 1) folder = `${name}-${number}`;
		taken.add(folder);
		return folder;
	});
}

async function writeComparison(dir: string, comparison: Comparison): Promise<void> {
	const shown = withoutSecrets(comparison);
	const title = `# ${shown.drills.length} drills on ${shown.clusters.length} clusters`;
	await writeAtomically(join(dir, 'comparison.json'), `${JSON.stringify(shown, null, 2)}\n`);
	await writeAtomically(join(dir, 'comparison.md'), `${title}\n\n${comparisonMarkdown(shown)}\nAgain: \`${shown.rerun}\`\n`);
}
