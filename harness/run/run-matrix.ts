import { join } from 'node:path';
import { EXIT, InputError } from '../base/errors.ts';
import { writeAtomically } from '../base/write-file.ts';
import type { ClusterSpec } from '../cluster/spec.ts';
import { exitCodeOf } from '../gate/verdict.ts';
import type { ChosenEngine } from '../labs/docker/engine/select.ts';
import { buildArgsOf, isOrdinary, variantTag } from '../labs/docker/host-variants.ts';
import { buildVariant, hasImage, imageTag } from '../labs/docker/images.ts';
import { matrixMarkdown } from '../report/matrix-text.ts';
import { assembleMatrix, type MatrixReport, type MatrixRun, renderMatrixJson } from '../results/matrix.ts';
import { withoutSecrets } from '../results/redact.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import type { MatrixCell } from './matrix-plan.ts';
import type { FinishedRun } from './options.ts';
import { type ClustersOptions, runClusters } from './run-clusters.ts';

export interface MatrixOptions extends Omit<ClustersOptions, 'clusters' | 'onEngine' | 'onCluster'> {
	spec: ClusterSpec;
	drills: DrillSpec[];
	cells: readonly MatrixCell[];
	/** Told of each cell before its lab is brought up. */
	onCell: (cell: MatrixCell) => void;
}

/**
 * Runs drills on one cluster with hosts of each make, one lab after another on one engine, and holds each make against the first. Images that
 * are missing are built first. Throws InputError, before any lab is brought up, where the engine lacks an image that the user named; rejects as `runClusters`.
 */
export async function runMatrix(options: MatrixOptions): Promise<{ matrix: MatrixReport; dir: string; exitCode: number }> {
	const { spec, drills, cells, rerun, onCell, ...rest } = options;
	const runs: FinishedRun[] = [];
	const images = cells.map(({ variant }) => (isOrdinary(variant) ? imageTag('host') : variantTag(variant)));
	const folders = cells.map(({ label }) => label.replaceAll(/[^A-Za-z0-9.]+/g, '-'));
	let next = 0;
	const { comparison, dir, exitCode } = await runClusters({
		...rest,
		rerun,
		clusters: cells.map(({ versions }, i) => ({
			spec: { ...spec, versions },
			drills,
			rerun,
			folder: folders[i] ?? '',
			hostImage: images[i] ?? '',
		})),
		onEngine: (engine) => haveImages(engine, cells, options),
		onCluster: () => {
			const cell = cells[next++];
			if (cell) onCell(cell);
		},
		onRun: (run) => {
			runs.push(run);
			options.onRun?.(run);
		},
	});
	const made = cells.map(({ label }, i): MatrixRun => {
		const { folder = null, error = null } = comparison.clusters[i] ?? {};
		const report = runs.find((run) => folder !== null && run.dir === join(dir, folder))?.report ?? null;
		return { label, image: images[i] ?? '', folder, report, error };
	});
	const matrix = withoutSecrets(assembleMatrix(made, rerun));
	await writeAtomically(join(dir, 'matrix.json'), renderMatrixJson(matrix));
	await writeAtomically(
		join(dir, 'matrix.md'),
		`# Hosts of ${cells.length} makes\n\n${matrixMarkdown(matrix)}\nAgain: \`${rerun}\`\n`,
	);
	return { matrix, dir, exitCode: exitCode === EXIT.labFailed ? exitCode : exitCodeOf(matrix.verdict) };
}

/** Builds what is missing; what the user named must be there. On a guest's base, which lends it. */
async function haveImages(
	engine: ChosenEngine,
	cells: readonly MatrixCell[],
	{ progress, signal }: MatrixOptions,
): Promise<void> {
	const { docker, proxy } = engine.outer ?? engine;
	const lacking: string[] = [];
	for (const { variant } of cells)
		if ('image' in variant && !(await hasImage(docker, variant.image))) lacking.push(variant.image);
	const [first, ...others] = lacking.map((value) => ({
		...{ file: 'command line', field: '--matrix', value, problem: 'the engine has no such image' },
		fix: 'Build it there, on one of vipdrill’s host images, or name another',
	}));
	if (first) throw new InputError([first, ...others]);
	for (const { label, variant } of cells) {
		if ('image' in variant || isOrdinary(variant)) continue;
		const { base: suite, args } = buildArgsOf(variant);
		const log = (line: string) => progress(`${label}: ${line}`);
		await buildVariant(docker, { tag: variantTag(variant), suite, args }, log, { signal, proxy });
	}
}
