import { z } from 'zod';

/** Bumped when a reader of it would have to change. */
export const SURVIVAL_SCHEMA_VERSION = 1;

const count = z.int().nonnegative();
const share = z.number().min(0).max(1);
const HARM = z.enum(['move', 'two-owners', 'outage']);

const counted = z.strictObject({
	k: count.describe('Trials that were harmed.'),
	n: count.describe('Trials that were measured.'),
	low: share.describe('Clopper-Pearson, with the confidence of the whole.'),
	high: share,
});

const edge = z.strictObject({
	harm: HARM,
	borne: z
		.number()
		.nullable()
		.describe('The greatest value that was asked below all that harmed; null where the least value harms already.'),
	failureBound: share
		.nullable()
		.describe('At the value that is borne, with the confidence of the whole, at most this share of trials is harmed.'),
	breaksAt: z.number().nullable().describe('The least value that harmed; null where none that was asked did.'),
	there: counted.nullable().describe('What the trials at that value showed.'),
	monotone: z
		.string()
		.nullable()
		.describe(
			'Where a greater value certainly harms less often than a smaller one; null where no values that were asked show it.',
		),
});

const confirmed = z.strictObject({
	harm: HARM,
	points: z.array(
		z.strictObject({
			where: z.enum(['below', 'at', 'above']),
			value: z.number(),
			real: counted,
			simulated: counted,
			agree: z
				.boolean()
				.nullable()
				.describe('Whether both intervals have a share in common; null where no real trial can be trusted.'),
		}),
	),
	agree: z.boolean().nullable().describe('False where one point disagrees; else null where one of them is not told.'),
	engine: z.string(),
	run: z.string().describe('Folder of the run on real hosts.'),
});

const strain = z.strictObject({
	id: z.string(),
	title: z.string(),
	what: z.string(),
	caveat: z.string().nullable(),
	probes: z
		.array(
			z.strictObject({
				value: z.number(),
				shown: z.string(),
				trials: count,
				failed: count.describe('Trials that ended with an error and are in no figure.'),
				harmed: z.partialRecord(HARM, count),
			}),
		)
		.describe('Every value that was asked, from the least to the greatest.'),
	edges: z.array(edge),
	cannotTell: z.partialRecord(HARM, z.string()),
	confirmed: confirmed.nullable(),
});

const survival = z.strictObject({
	schemaVersion: z.literal(SURVIVAL_SCHEMA_VERSION),
	vipdrillVersion: z.string(),
	cluster: z.string(),
	vip: z.string(),
	calibration: z.string(),
	seed: z.string(),
	trials: count.describe('At each value.'),
	confidence: share,
	limits: z.strictObject({ outageMs: z.number(), twoOwnersMs: z.number(), watchMs: z.number() }),
	budget: z.strictObject({
		trials: count,
		spent: count,
		isSpent: z.boolean().describe('Whether edges are wider than they need be.'),
	}),
	strains: z.array(strain),
	notTold: z.array(z.strictObject({ what: z.string(), why: z.string() })),
	notModelled: z.array(z.string()),
});

export type Counted = z.infer<typeof counted>;
export type Edge = z.infer<typeof edge>;
export type Confirmed = z.infer<typeof confirmed>;
export type StrainResult = z.infer<typeof strain>;
/** What a design bears. */
export type Survival = z.infer<typeof survival>;

/** The JSON Schema (draft 2020-12) of it, for publication. */
export function survivalJsonSchema(): Record<string, unknown> {
	return { ...z.toJSONSchema(survival), title: 'vipdrill survival' };
}

/** As JSON, with a line end. Throws ZodError on one that its own schema does not allow. */
export const renderSurvival = (one: Survival): string => `${JSON.stringify(survival.parse(one), null, 2)}\n`;
