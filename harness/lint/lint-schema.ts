import { z } from 'zod';
import { LINT_SCHEMA_VERSION } from './formats/json.ts';

const count = z.int().min(0);
const position = z.int().min(1);
const place = z.strictObject({ file: z.string(), line: position, column: position, length: count });
const severity = z.enum(['error', 'warning', 'note']);

const findingSchema = z.strictObject({
	rule: z.string().describe('For instance K8.'),
	name: z.string().describe("The rule's name."),
	code: z
		.string()
		.nullable()
		.describe("What keepalived's reader told, where the finding is from there; docs/keepalived.md lists them."),
	severity,
	message: z.string(),
	at: place,
	chain: z
		.array(z.strictObject({ kind: z.enum(['include', 'definition', 'sequence']), name: z.string(), at: place }))
		.describe('How the text came to be read, outermost first.'),
	related: z.array(z.strictObject({ at: place, says: z.string() })),
	fix: z.string(),
	edits: z
		.array(
			z.strictObject({
				file: z.string(),
				line: position,
				column: position,
				endLine: position,
				endColumn: position,
				newText: z.string(),
			}),
		)
		.describe('What --fix does; the end is exclusive.'),
});

const lintSchema = z.strictObject({
	schemaVersion: z.literal(LINT_SCHEMA_VERSION),
	vipdrillVersion: z.string(),
	keepalived: z.string().describe('The version of keepalived that the files are held against.'),
	hosts: z.array(z.string()),
	files: z.array(z.string()),
	counts: z.strictObject({ errors: count, warnings: count, notes: count }),
	known: count.describe('Findings of the baseline, which are left out.'),
	notChecked: z.array(z.string()),
	findings: z.array(findingSchema),
});

/** The JSON Schema (draft 2020-12) of `vipdrill lint --format json`, for publication. */
export function lintJsonSchema(): Record<string, unknown> {
	return { ...z.toJSONSchema(lintSchema), title: 'vipdrill lint' };
}
