import { z } from 'zod';

/** Bumped when a reader of it would have to change. */
export const SCORE_SCHEMA_VERSION = 1;

const seconds = z.number().nonnegative();
const count = z.int().nonnegative();

const loss = z.strictObject({
	seconds: seconds.describe('Lost at each such failure, on average: by one customer who always asks.'),
	low: seconds.describe('95 % interval of that mean, of the simulated trials alone.'),
	high: seconds,
	trials: count,
	failed: count.describe('Trials that ended with an error and are in no figure.'),
	secondsPerSecond: z
		.number()
		.min(0)
		.max(1)
		.nullable()
		.describe('What each further second of the failure costs, of failures that last longer than was simulated; null of others.'),
});

const part = z.strictObject({
	failure: z.string(),
	drill: z.string(),
	where: z
		.enum(['owner', 'another', 'cluster'])
		.describe('The host that holds the floating IP, another one, or the cluster as a whole.'),
	perYear: z.number().nonnegative().describe('Expected, of all hosts that are meant.'),
	lastsMs: z.number().nullable(),
	source: z.string(),
	loss,
	secondsPerYear: seconds,
	low: seconds,
	high: seconds,
});

const score = z.strictObject({
	schemaVersion: z.literal(SCORE_SCHEMA_VERSION),
	vipdrillVersion: z.string(),
	cluster: z.string(),
	vip: z.string(),
	calibration: z.string(),
	seed: z.string(),
	customers: z.number().positive(),
	customerSecondsPerYear: seconds,
	low: seconds.describe('95 % interval, of the simulated trials alone: rates are taken as they are.'),
	high: seconds,
	availability: z.number().min(0).max(1).describe('1 less the seconds that one customer loses, as a share of a year.'),
	parts: z.array(part).describe('The costliest first.'),
	leftOut: z.array(z.strictObject({ failure: z.string(), why: z.string() })),
	notModelled: z.array(z.string()),
});

export type Loss = z.infer<typeof loss>;
export type ScorePart = z.infer<typeof part>;
/** What a cluster's failures cost its customers in a year. */
export type Score = z.infer<typeof score>;

/** The JSON Schema (draft 2020-12) of it, for publication. */
export function scoreJsonSchema(): Record<string, unknown> {
	return { ...z.toJSONSchema(score), title: 'vipdrill score' };
}

/** As JSON, with a line end. Throws ZodError on one that its own schema does not allow. */
export const renderScore = (one: Score): string => `${JSON.stringify(score.parse(one), null, 2)}\n`;

/** A line of a trend; null where it is none. */
export function parseScore(line: string): Score | null {
	try {
		const { at: _at, ...rest } = JSON.parse(line) as Record<string, unknown>;
		return score.parse(rest);
	} catch {
		return null;
	}
}
