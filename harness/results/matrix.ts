import { z } from 'zod';
import { LEVEL, type MetricChange } from '../gate/baseline/compare-drills.ts';
import { changesVerdict, DEFAULT_RULE } from '../gate/baseline/verdict.ts';
import { type Verdict, worstOf } from '../gate/verdict.ts';
import { compareWithBaseline } from './baseline.ts';
import type { RunReport } from './run-report.ts';
import { storedAs, storedJson } from './stored.ts';

/** Bumped when a reader of matrix.json would have to change. */
const MATRIX_SCHEMA_VERSION = 1;

const median = z.number().nullable();
const matrixSchema = z.strictObject({
	schemaVersion: z.literal(MATRIX_SCHEMA_VERSION),
	rerun: z.string(),
	cells: z
		.array(
			z.strictObject({
				label: z.string(),
				folder: z.string().nullable().describe('Of its run, beside this file; null where it has none.'),
				image: z.string().describe("The hosts' image."),
				dockerVersion: z.string().nullable().describe('As the hosts say.'),
				keepalivedVersion: z.string().nullable(),
				verdict: z.enum(['pass', 'fail', 'inconclusive']).describe('Of its own drills.'),
				error: z.string().nullable(),
			}),
		)
		.describe('The first is what the others are held against.'),
	rows: z.array(
		z.strictObject({
			drill: z.string(),
			metric: z.string(),
			role: z.enum(['deciding', 'watched']),
			/** By cell; null for the first, and for one that has no run. */
			cells: z.array(
				z
					.strictObject({
						n: z.int().nonnegative(),
						median,
						difference: median.describe('Less the median of the first cell.'),
						pCorrected: median.describe('After Holm, within the cell.'),
						outcome: z.enum(['first', 'regression', 'improvement', 'same', 'unknown']),
					})
					.nullable(),
			),
		}),
	),
	level: z.number().describe('The chance of any false alarm in one cell; all together have at most 0.05.'),
	verdict: z
		.enum(['pass', 'fail', 'inconclusive'])
		.describe('Worst of the cells themselves, and of what changed against the first.'),
});

/** What runs on hosts of different make say of each other: the content of matrix.json. */
export type MatrixReport = z.infer<typeof matrixSchema>;
type Outcome = NonNullable<MatrixReport['rows'][number]['cells'][number]>['outcome'];

/** One make of hosts, and its run; null where it has none. */
export interface MatrixRun {
	label: string;
	image: string;
	folder: string | null;
	report: RunReport | null;
	error: string | null;
}

/** Holds each cell's run against the first by the statistics of a baseline, at a level that they share out. */
export function assembleMatrix(runs: readonly MatrixRun[], rerun: string): MatrixReport {
	const [first, ...others] = runs;
	const level = LEVEL / Math.max(1, others.length);
	const changes = others.map(({ report }) =>
		report && first?.report ? compareWithBaseline(first.report, report, { level, sensitivity: false }).changes : null,
	);
	const keys = [...new Set(changes.flatMap((some) => (some ?? []).map(({ drill, metric }) => `${drill}\n${metric}`)))];
	const verdicts = changes.map((some): Verdict => (some ? changesVerdict(some, DEFAULT_RULE) : 'inconclusive'));
	return {
		schemaVersion: MATRIX_SCHEMA_VERSION,
		rerun,
		cells: runs.map(({ label, image, folder, report, error }) => ({
			...{ label, folder, image, error, verdict: report?.verdict ?? 'inconclusive' },
			dockerVersion: report?.environment.hosts.dockerVersion ?? null,
			keepalivedVersion: report?.environment.hosts.keepalivedVersion ?? null,
		})),
		rows: keys.map((key) => rowOf(key, changes)),
		level,
		verdict: worstOf([...runs.map(({ report }) => report?.verdict ?? 'inconclusive'), ...verdicts]),
	};
}

function rowOf(key: string, changes: readonly (readonly MetricChange[] | null)[]): MatrixReport['rows'][number] {
	const found = changes.map((some) => some?.find(({ drill, metric }) => `${drill}\n${metric}` === key) ?? null);
	const known = found.find((change) => change !== null) as MetricChange;
	const first = { ...known.before, difference: null, pCorrected: null, outcome: 'first' as Outcome };
	return {
		...{ drill: known.drill, metric: known.metric, role: known.role },
		cells: [
			first,
			...found.map(
				(change) =>
					change && {
						...change.after,
						difference: change.difference,
						pCorrected: change.pCorrected,
						outcome: change.outcome as Outcome,
					},
			),
		],
	};
}

/** matrix.json, with a line end. Throws ZodError on a report that its own schema does not allow. */
export const renderMatrixJson = (matrix: MatrixReport): string => `${JSON.stringify(matrixSchema.parse(matrix), null, 2)}\n`;

/** Reads matrix.json. Throws InputError with every wrong field; `file` names it in the message. */
export function parseMatrix(json: string, file: string): MatrixReport {
	const about = { file, whole: 'matrix', fix: `Give a matrix.json of schemaVersion ${MATRIX_SCHEMA_VERSION}` };
	return storedAs(matrixSchema, storedJson(json, about), about);
}

/** The JSON Schema (draft 2020-12) of matrix.json, for publication. */
export const matrixJsonSchema = (): Record<string, unknown> => ({
	...z.toJSONSchema(matrixSchema),
	title: 'vipdrill matrix.json',
});
