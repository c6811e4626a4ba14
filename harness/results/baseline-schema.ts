import { z } from 'zod';
import { storedAs, storedJson } from './stored.ts';

/** Bumped when a reader of baseline.json would have to change. */
export const BASELINE_SCHEMA_VERSION = 1;

const side = z.strictObject({ n: z.int().nonnegative(), median: z.number().nullable() });

const change = z.strictObject({
	drill: z.string(),
	metric: z.string().describe('Dotted path into the measurements of run.json.'),
	role: z.enum(['deciding', 'watched']).default('deciding').describe('Of a watched metric only a proved regression counts.'),
	better: z.enum(['lower', 'higher']),
	practical: z.number().describe("A median that is worse by no more is no regression; in the metric's unit."),
	atMidPhase: z.boolean().describe('The medians are those at the middle of the advertisement interval.'),
	paired: z.boolean().default(false).describe('Trials whose faults hit at the same phases were held against each other.'),
	before: side,
	after: side,
	difference: z.number().nullable().describe('Median after less median before.'),
	interval: z
		.strictObject({ low: z.number(), high: z.number() })
		.nullable()
		.describe('Bootstrap interval of the difference, 95 % unless the runs were looked at several times.'),
	p: z.number().nullable().describe('Of the Mann-Whitney test, or of the signed ranks of paired trials; two-sided.'),
	pCorrected: z.number().nullable().describe('The same after Holm.'),
	outcome: z.enum(['regression', 'improvement', 'same', 'unknown']),
	trialsNeeded: z.int().positive().nullable().describe('Trials of each side that would probably tell.'),
	detectable: z
		.number()
		.nullable()
		.default(null)
		.describe('The smallest worsening that these runs would have shown in four of five cases, where they could not tell.'),
});

const run = z.strictObject({
	id: z.string(),
	cluster: z.string(),
	startedAt: z.string(),
	seed: z.string(),
	vipdrillVersion: z.string(),
});

const baselineSchema = z.strictObject({
	schemaVersion: z.literal(BASELINE_SCHEMA_VERSION),
	before: run,
	after: run,
	verdict: z.enum(['pass', 'fail', 'inconclusive']),
	because: z.string(),
	warnings: z.array(z.string()).default([]).describe('What the deciding metrics could not tell; sentences.'),
	changes: z.array(change).describe('One for each metric of each drill that both runs have.'),
	caveats: z.array(z.string()).describe('What else differs between the runs, and what is missing; sentences.'),
});

/** A run held against a baseline: the content of baseline.json. */
export type BaselineReport = z.infer<typeof baselineSchema>;
export type RunIdentity = z.infer<typeof run>;

/** The JSON Schema (draft 2020-12) of baseline.json, for publication. */
export function baselineJsonSchema(): Record<string, unknown> {
	return { ...z.toJSONSchema(baselineSchema), title: 'vipdrill baseline.json' };
}

/** baseline.json, with a line end. Throws ZodError on a report that its own schema does not allow. */
export function renderBaselineJson(report: BaselineReport): string {
	return `${JSON.stringify(baselineSchema.parse(report), null, 2)}\n`;
}

/** Reads baseline.json. Throws InputError with every wrong field; `file` names it in the message. */
export function parseBaseline(json: string, file: string): BaselineReport {
	const fix = `Give a baseline.json of schemaVersion ${BASELINE_SCHEMA_VERSION}, or run vipdrill compare again`;
	const about = { file, whole: 'baseline', fix };
	return storedAs(baselineSchema, storedJson(json, about), about);
}
