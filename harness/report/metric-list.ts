import { z } from 'zod';
import { METRICS } from '../metrics/metric-catalog.ts';
import { SLO_STATISTICS } from '../scenario/slo.ts';
import { textTable } from './table.ts';

/** The schema of what `vipdrill metrics --json` prints. */
const metricListSchema = z.strictObject({
	statistics: z.array(z.enum(SLO_STATISTICS)).describe('What may follow a metric in an objective; `each` where none does.'),
	metrics: z.array(
		z.strictObject({
			name: z.string().describe('As written in an objective.'),
			path: z.string().describe('Where it is in `measurements` and `summary` of run.json.'),
			unit: z.enum(['ms', 'share', 'count']),
			meaning: z.string(),
		}),
	),
});

/** The JSON Schema (draft 2020-12) of `vipdrill metrics --json`, for publication. */
export function metricsJsonSchema(): Record<string, unknown> {
	return { ...z.toJSONSchema(metricListSchema), title: 'vipdrill metrics' };
}

/** Every metric as JSON, with a line end. */
export function metricsJson(): string {
	return `${JSON.stringify(metricListSchema.parse({ statistics: SLO_STATISTICS, metrics: METRICS }), null, 2)}\n`;
}

/** Every metric as a table for people, with a line end. */
export function metricsText(): string {
	const columns = ['metric', 'unit', 'in run.json', 'meaning'].map((head) => ({ head, numeric: false }));
	const { head, body } = textTable(
		columns,
		METRICS.map(({ name, unit, path, meaning }) => [name, unit, path, meaning]),
	);
	const statistics = `after each of them, with a dot: ${SLO_STATISTICS.join(', ')} (each, where none is given)`;
	return `${[head, ...body, '', statistics, 'an objective: takeover.p95 < 4s, or http.availability.min >= 98%'].join('\n')}\n`;
}
