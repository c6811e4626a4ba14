import { z } from 'zod';
import { PROVIDERS } from '../timeline/environment.ts';

const statusSchema = z.array(
	z.strictObject({
		provider: z.enum(PROVIDERS).describe('Which engine it is.'),
		dockerHost: z.string().describe('As in DOCKER_HOST.'),
		labs: z.array(
			z.strictObject({
				id: z.string(),
				cluster: z.string().nullable().describe('The cluster that it was built from; null where its segment is gone.'),
				owner: z.string().describe('Whose it is: user, host and process, or that `vipdrill up` left it running.'),
				machines: z.array(
					z.strictObject({
						name: z.string(),
						role: z.string(),
						container: z.string(),
						state: z.string().describe('As Docker calls it: `running`, `exited`, …'),
					}),
				),
			}),
		),
	}),
);

/** The engines that run, and their labs: the content of `status --json`. */
export type Status = z.infer<typeof statusSchema>;

/** The JSON Schema (draft 2020-12) of `vipdrill status --json`, for publication. */
export function statusJsonSchema(): Record<string, unknown> {
	return { ...z.toJSONSchema(statusSchema), title: 'vipdrill status' };
}

/** What runs as JSON, with a line end. Throws ZodError on what its own schema does not allow. */
export function statusJson(status: Status): string {
	return `${JSON.stringify(statusSchema.parse(status), null, 2)}\n`;
}
