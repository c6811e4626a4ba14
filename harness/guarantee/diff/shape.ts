import { z } from 'zod';
import { theoryShape } from '../shape.ts';

/** Bumped when a reader of a difference would have to change. */
export const DIFF_SCHEMA_VERSION = 1;

const verdict = z
	.enum(['same', 'better', 'worse', 'other'])
	.describe(
		'worse: never instead of not, an upper bound of takeover or outage that is greater or no longer known, or two owners where there was one; better: nothing is worse, and one of these is better; other: somebody else takes over.',
	);

const effect = z.strictObject({
	id: z.string().describe('The class of failures.'),
	failure: z.string(),
	verdict,
	before: theoryShape,
	after: theoryShape,
});

const change = z.strictObject({
	hosts: z.array(z.string()).describe('Where; empty for the cluster as a whole.'),
	what: z.string(),
	before: z.string().nullable().describe('Null where there was nothing. No password is told.'),
	after: z.string().nullable(),
	applied: z
		.enum(['alone', 'together', 'none'])
		.describe(
			'alone: effects are those of this change by itself; together: it makes sense only with others; none: theory reads nothing of it.',
		),
	effects: z.array(effect).describe('Classes of failures for which it makes a difference.'),
});

const difference = z.strictObject({
	schemaVersion: z.literal(DIFF_SCHEMA_VERSION),
	vipdrillVersion: z.string(),
	before: z.string(),
	after: z.string(),
	changes: z.array(change),
	together: z.array(effect).describe('Of all changes, for every class of failures.'),
	verdict,
});

export type Verdict = z.infer<typeof verdict>;
export type Effect = z.infer<typeof effect>;
export type ToldChange = z.infer<typeof change>;
/** How two clusters differ, and what that does to the guarantee. */
export type Difference = z.infer<typeof difference>;

/** The JSON Schema (draft 2020-12) of a difference, for publication. */
export function differenceJsonSchema(): Record<string, unknown> {
	return { ...z.toJSONSchema(difference), title: 'vipdrill diff' };
}

/** A difference as JSON, with a line end. Throws ZodError on one that its own schema does not allow. */
export const renderDifference = (one: Difference): string => `${JSON.stringify(difference.parse(one), null, 2)}\n`;
