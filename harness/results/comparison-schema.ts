import { z } from 'zod';
import { LAB_NAMES } from '../timeline/environment.ts';
import { storedAs, storedJson } from './stored.ts';

/** Bumped when a reader of comparison.json would have to change. */
export const COMPARISON_SCHEMA_VERSION = 1;

const verdict = z.enum(['pass', 'fail', 'inconclusive']);
const nullableString = z.string().nullable();
const count = z.int().nonnegative();

const figures = z.strictObject({
	n: count.describe('Trials that were measured.'),
	failedTrials: count.describe('Trials that ended with an error.'),
	takeoverMs: z.strictObject({ p50: z.number(), p95: z.number() }).nullable(),
	outageMs: z.strictObject({ p50: z.number(), max: z.number() }).nullable(),
	availability: z.strictObject({ p50: z.number(), min: z.number() }).nullable(),
	verdict,
	because: z.string(),
});

const cluster = z.strictObject({
	label: z.string().describe("The cluster's name; with its folder where two have one name."),
	folder: nullableString.describe("The run's folder beside this file; null where the cluster never came up."),
	error: nullableString.describe('Why the run is missing or incomplete.'),
	verdict,
	seed: nullableString,
	vipdrillVersion: nullableString,
	environment: z
		.strictObject({
			lab: z
				.enum(LAB_NAMES)
				.default('docker')
				.describe('Real hosts, or the simulator; absent from comparisons of before there was one.'),
			engine: z.string(),
			kernel: z.string(),
			cpus: z.number(),
			publishMode: z.enum(['ingress', 'host']),
			meshProved: z.boolean(),
			dockerVersion: z.string(),
			keepalivedVersion: z.string(),
		})
		.nullable(),
});

const drill = z.strictObject({
	name: z.string(),
	event: z.string(),
	cells: z.array(figures.extend({ cluster: z.string() })).describe('One for each cluster that it ran on.'),
});

/** The schema of comparison.json. */
const comparisonSchema = z.strictObject({
	schemaVersion: z.literal(COMPARISON_SCHEMA_VERSION),
	id: z.string(),
	startedAt: z.iso.datetime(),
	finishedAt: z.iso.datetime(),
	rerun: z.string(),
	clusters: z.array(cluster),
	drills: z.array(drill),
	verdict,
});

/** The same drills on several clusters, side by side: the content of comparison.json. */
export type Comparison = z.infer<typeof comparisonSchema>;
export type ComparedCluster = z.infer<typeof cluster>;
export type ComparedDrill = z.infer<typeof drill>;
/** One drill on one cluster. */
export type CellFigures = z.infer<typeof figures>;

/** The JSON Schema (draft 2020-12) of comparison.json, for publication. */
export function comparisonJsonSchema(): Record<string, unknown> {
	return { ...z.toJSONSchema(comparisonSchema), title: 'vipdrill comparison.json' };
}

/** Reads comparison.json. Throws InputError with every wrong field; `file` names it in the message. */
export function parseComparison(json: string, file: string): Comparison {
	const about = { file, whole: 'comparison', fix: `Give a comparison.json of schemaVersion ${COMPARISON_SCHEMA_VERSION}` };
	return storedAs(comparisonSchema, storedJson(json, about), about);
}
