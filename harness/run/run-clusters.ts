import { mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterSpec } from '../cluster/spec.ts';
import { EXIT } from '../errors.ts';
import { exitCodeOf } from '../gate/verdict.ts';
import type { EngineChoice } from '../labs/docker/engine/choose.ts';
import { type ComparedRun, compareRuns } from '../report/comparison.ts';
import { COMPARISON_SCHEMA_VERSION, type Comparison } from '../report/comparison-schema.ts';
import { comparisonMarkdown } from '../report/comparison-text.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import { checkRun, type FinishedRun, type RunOptions, withEngine } from './run-drills.ts';
import { newRunId } from './run-folder.ts';
import { runOnEngine } from './run-on-labs.ts';

export interface ClustersOptions extends Omit<RunOptions, 'spec' | 'drills' | 'folder' | 'rerun'> {
	/** Each with the drills as they are asked of it, and the command that runs it alone. */
	clusters: { spec: ClusterSpec; drills: DrillSpec[]; rerun: string }[];
	engine: EngineChoice;
	rerun: string;
	/** Told of each cluster before its lab is brought up. */
	onCluster?: (spec: ClusterSpec) => void;
	/** Told of each cluster's run once it is written. */
	onRun?: (run: FinishedRun) => void;
}

/**
 * Runs the same drills on several clusters, one lab after another on one engine, and writes what they compare to beside their run folders. A
 * cluster that never comes up does not end the run. Rejects where it was interrupted, or where the engine is not to be had.
 */
export async function runClusters(options: ClustersOptions): Promise<{ comparison: Comparison; dir: string; exitCode: number }> {
	const { clusters, signal } = options;
	for (const cluster of clusters) checkRun({ ...options, ...cluster });
	const startedAt = new Date();
	const id = newRunId(startedAt, options.seed);
	const dir = join(options.reportsDir, id);
	const runs: ComparedRun[] = [];
	await withEngine(options.engine, options.progress, async (engine) => {
		for (const [index, { spec, drills, rerun }] of clusters.entries()) {
			options.onCluster?.(spec);
			const folder = folderOf(clusters, index);
			try {
				const run = await runOnEngine(engine, { ...options, spec, drills, rerun, reportsDir: dir, folder });
				runs.push({ cluster: spec.name, folder, report: run.report, error: run.stopped?.message ?? null });
				options.onRun?.(run);
			} catch (error) {
				signal.throwIfAborted();
				options.progress(`${spec.name}: ${(error as Error).message}`);
				runs.push({ cluster: spec.name, folder: null, report: null, error: (error as Error).message });
			}
		}
	});
	const comparison: Comparison = {
		schemaVersion: COMPARISON_SCHEMA_VERSION,
		id,
		startedAt: startedAt.toISOString(),
		finishedAt: new Date().toISOString(),
		rerun: options.rerun,
		...compareRuns(runs),
	};
	await writeComparison(dir, comparison);
	const broken = runs.some(({ error }) => error !== null);
	return { comparison, dir, exitCode: broken ? EXIT.labFailed : exitCodeOf(comparison.verdict) };
}

/** The cluster's name, numbered where another before it has the same. */
function folderOf(clusters: ClustersOptions['clusters'], index: number): string {
	const name = clusters[index]?.spec.name ?? '';
	const before = clusters.slice(0, index).filter(({ spec }) => spec.name === name).length;
	return before === 0 ? name : `${name}-${before + 1}`;
}

async function writeComparison(dir: string, comparison: Comparison): Promise<void> {
	mkdirSync(dir, { recursive: true });
	const title = `# ${comparison.drills.length} drills on ${comparison.clusters.length} clusters`;
	await Promise.all([
		writeFile(join(dir, 'comparison.json'), `${JSON.stringify(comparison, null, 2)}\n`),
		writeFile(join(dir, 'comparison.md'), `${title}\n\n${comparisonMarkdown(comparison)}\nAgain: \`${comparison.rerun}\`\n`),
	]);
}
