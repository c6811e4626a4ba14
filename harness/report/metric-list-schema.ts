import { z } from 'zod';
import { SLO_STATISTICS } from '../scenario/slo.ts';

/** The schema of what `vipdrill metrics --json` prints. */
const metricListSchema = z.strictObject({
	statistics: z.array(z.enum(SLO_STATISTICS)).describe('What may follow a metric in an objective; `each` where none does.'),
	metrics: z.array(
		z.strictObject({
			name: z.string().describe('As written in an objective.'),
			path: z.string().describe('Where it is in `measurements` and `summary` of run.json.'),
			unit: z.enum(['ms', 'share', 'count']),
			meaning: z.string(),
			better: z.enum(['lower', 'higher']).nullable().describe('Which way is good; null where neither is.'),
			gated: z.boolean().describe('Whether a baseline holds runs to it.'),
		}),
	),
});

/** The JSON Schema (draft 2020-12) of `vipdrill metrics --json`, for publication. */
export function metricsJsonSchema(): Record<string, unknown> {
	return { ...z.toJSONSchema(metricListSchema), title: 'vipdrill metrics' };
}
