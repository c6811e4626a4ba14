import { z } from 'zod';
import { engineChoices } from '../../labs/docker/engine/choose.ts';
import { BASES } from '../../labs/docker/engine/providers/kinds.ts';
import { PROVIDERS } from '../../timeline/environment.ts';
import type { Diagnosis } from './diagnose.ts';

const nullableString = z.string().nullable();

const diagnosisSchema = z.strictObject({
	schemaVersion: z.literal(1),
	vipdrillVersion: z.string(),
	ok: z.boolean().describe('Whether `--engine auto`, the default, would work.'),
	choices: z.array(
		z.strictObject({
			choice: z.enum(engineChoices),
			provider: z.enum(PROVIDERS).nullable().describe('The engine that it would be; null where none can run.'),
			publishMode: z
				.enum(['ingress', 'host'])
				.nullable()
				.describe('`ingress` is the routing mesh; null while there are problems.'),
			reason: z.string().describe('Why it would be this engine.'),
			publishModeReason: nullableString.describe('Why there would be no routing mesh; null where there would be.'),
			problems: z.array(z.string()).describe('What keeps it from working; each ends with the remedy.'),
		}),
	),
	checks: z.array(
		z.strictObject({
			of: z.enum(['machine', ...BASES]),
			name: z.string(),
			state: z.enum(['ok', 'missing', 'unknown']).describe("`unknown` is what can't be tried before set-up."),
			detail: z.string(),
		}),
	),
	engines: z
		.array(
			z.strictObject({
				name: z.string().describe('As it was named by `--engines`.'),
				dockerHost: z.string().describe('As in DOCKER_HOST.'),
				found: z.string().describe('Docker, kernel and processors; empty where it cannot be reached.'),
				publishMode: z.enum(['ingress', 'host']).nullable(),
				publishModeReason: nullableString,
				netem: z.boolean().nullable().describe('Whether its kernel can delay and lose packets; null where that is not known.'),
				problems: z.array(z.string()),
			}),
		)
		.exactOptional()
		.describe('The engines that were named by `--engines`; absent where none were.'),
}) satisfies z.ZodType<Diagnosis>;

/** The JSON Schema (draft 2020-12) of `vipdrill doctor --json`, for publication. */
export function doctorJsonSchema(): Record<string, unknown> {
	return { ...z.toJSONSchema(diagnosisSchema), title: 'vipdrill doctor' };
}

/** A diagnosis as JSON, with a line end. Throws ZodError on one that its own schema does not allow. */
export function renderDoctorJson(diagnosis: Diagnosis): string {
	return `${JSON.stringify(diagnosisSchema.parse(diagnosis), null, 2)}\n`;
}
