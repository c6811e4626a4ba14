import { z } from 'zod';

/** Bumped when a reader of a validation would have to change. */
export const VALIDATION_SCHEMA_VERSION = 3;

const count = z.int().nonnegative();
const lost = count.describe('Trials whose cluster did not come back, measured or not.');
const side = z.strictObject({ n: count, p5: z.number(), median: z.number(), p95: z.number() }).nullable();

const metric = z.strictObject({
	metric: z.string().describe('Dotted path into the measurements of run.json; milliseconds.'),
	real: side,
	simulated: side,
	ks: z.strictObject({ distance: z.number(), p: z.number() }).nullable().describe('Two-sample Kolmogorov-Smirnov test.'),
	medianDifference: z
		.strictObject({ difference: z.number(), low: z.number(), high: z.number() })
		.nullable()
		.describe('Simulated less real, with its 95 % bootstrap interval.'),
	cliffsDelta: z.number().min(-1).max(1).nullable(),
	outcome: z
		.enum(['agrees', 'close', 'differs', 'too-few', 'one-sided'])
		.describe(
			'By the KS test at 5 %, not corrected for the number of tests; close: it tells them apart, but no percentile by more than 20 ms or 2 %; too-few: fewer than 20 real values, and no difference found.',
		),
});

const validationSchema = z.strictObject({
	schemaVersion: z.literal(VALIDATION_SCHEMA_VERSION),
	vipdrillVersion: z.string(),
	run: z.strictObject({
		id: z.string(),
		cluster: z.string(),
		startedAt: z.string(),
		engine: z.string(),
		publishMode: z.enum(['ingress', 'host']),
		seed: z.string(),
	}),
	calibration: z.string().describe('The file whose constants were used.'),
	drills: z.array(
		z.strictObject({
			drill: z.string(),
			real: z.strictObject({ measured: count, notTrusted: count, failed: count, lost }),
			simulated: z.strictObject({ measured: count, failed: count, lost }),
			metrics: z.array(metric),
		}),
	),
	leftOut: z.array(z.strictObject({ drill: z.string(), why: z.string() })),
	notModelled: z.array(z.string()),
});

/** Real trials held against simulated ones. */
export type Validation = z.infer<typeof validationSchema>;

/** The JSON Schema (draft 2020-12) of a validation, for publication. */
export function validationJsonSchema(): Record<string, unknown> {
	return { ...z.toJSONSchema(validationSchema), title: 'vipdrill validation' };
}

/** A validation as JSON, with a line end. Throws ZodError on one that its own schema does not allow. */
export const renderValidation = (validation: Validation): string =>
	`${JSON.stringify(validationSchema.parse(validation), null, 2)}\n`;
