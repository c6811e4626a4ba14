import { z } from 'zod';

/** Bumped when a reader of it would have to change. */
export const TUNING_SCHEMA_VERSION = 1;

const count = z.int().nonnegative();
const bounds = z.strictObject({ low: z.number().nonnegative(), high: z.number().nonnegative() });

const reached = z.strictObject({
	goal: z.string(),
	value: z
		.number()
		.nullable()
		.describe("In the goal's unit: milliseconds, a share, or a number; of false failovers the upper bound, in a day."),
	isMet: z.boolean(),
});

const design = z.strictObject({
	settings: z.record(z.string(), z.string()).describe('What differs from the files; empty for the design as it is.'),
	takeoverMs: z.number().describe('99th percentile of the takeover after a crash, by arithmetic.'),
	falseMovesPerDay: bounds.describe('Exact, up to the grid of lateness.'),
	packetsPerSecond: z.number(),
	trials: count.describe('Simulated of each drill; 0 where arithmetic alone was asked.'),
	failed: count.describe('Trials that ended with an error and are in no figure.'),
	reached: z.array(reached),
	meetsAll: z.boolean().describe('All goals, by what is known; a goal that only trials show is not met without any.'),
	margin: z.number().nullable().describe('The least logarithm of limit by value over all goals; null where one is not known.'),
	wins: z.array(z.string()).describe('What it is the best at, of those that meet all goals.'),
});

const confirmed = z.strictObject({
	trials: count,
	trusted: count,
	reached: z.array(reached),
	pauses: z
		.strictObject({ lengthMs: z.number(), trials: count, moved: count })
		.nullable()
		.describe('Pauses of the owner of the greatest declared length; null where none were declared.'),
	held: z.boolean().nullable().describe('Null where nothing failed, but something was not told: no trial of it can be trusted.'),
	engine: z.string(),
	run: z.string(),
});

const tuned = z.strictObject({
	schemaVersion: z.literal(TUNING_SCHEMA_VERSION),
	vipdrillVersion: z.string(),
	cluster: z.string(),
	vip: z.string(),
	calibration: z.string(),
	seed: z.string(),
	goals: z.array(z.string()),
	surroundings: z.strictObject({
		loss: z.number().min(0).max(1),
		latencyMs: z.number().nonnegative(),
		jitterMs: z.number().nonnegative(),
		pauses: z.strictObject({ perDay: z.number(), fromMs: z.number(), toMs: z.number() }).nullable(),
	}),
	searched: z.strictObject({
		byArithmetic: count,
		simulated: count.describe('Designs.'),
		trials: count,
		refused: z.array(z.string()).describe('Designs of the search that keepalived would not have, and why.'),
	}),
	asItIs: design,
	front: z
		.array(design)
		.describe('No other is nowhere worse and somewhere better: takeover, false failovers, packets. The quickest first.'),
	winner: design.nullable().describe('Of those that meet all goals, the best compromise; null where none does.'),
	diff: z.array(z.strictObject({ file: z.string(), diff: z.string() })),
	lived: z
		.strictObject({ days: z.number(), falseMoves: count })
		.nullable()
		.describe('The winner, simulated packet by packet for so long; null where that was not asked for.'),
	confirmed: confirmed.nullable(),
	notModelled: z.array(z.string()),
});

export type Reached = z.infer<typeof reached>;
export type Design = z.infer<typeof design>;
export type TuningConfirmed = z.infer<typeof confirmed>;
/** What a search for a better design found. */
export type Tuned = z.infer<typeof tuned>;

/** The JSON Schema (draft 2020-12) of it, for publication. */
export function tunedJsonSchema(): Record<string, unknown> {
	return { ...z.toJSONSchema(tuned), title: 'vipdrill tune' };
}

/** As JSON, with a line end. Throws ZodError on one that its own schema does not allow. */
export const renderTuned = (one: Tuned): string => `${JSON.stringify(tuned.parse(one), null, 2)}\n`;
