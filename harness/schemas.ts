import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { clusterJsonSchema } from './cluster/cluster-schema.ts';
import { doctorJsonSchema } from './install/doctor/doctor-schema.ts';
import { metricsJsonSchema } from './report/metric-list-schema.ts';
import { statusJsonSchema } from './report/status-schema.ts';
import { baselineJsonSchema } from './results/baseline-schema.ts';
import { comparisonJsonSchema } from './results/comparison-schema.ts';
import { planJsonSchema } from './results/plan-schema.ts';
import { runJsonSchema } from './results/run-schema.ts';
import { calibrationJsonSchema } from './study/calibrate/calibration.ts';
import { sweepJsonSchema } from './study/sweep/sweep-report.ts';
import { validationJsonSchema } from './study/validate/validation-schema.ts';

/** Every JSON Schema that is published, by its file. */
export const SCHEMAS: Readonly<Record<string, () => Record<string, unknown>>> = {
	'study/calibrate/calibration.schema.json': calibrationJsonSchema,
	'cluster/cluster.schema.json': clusterJsonSchema,
	'install/doctor/doctor.schema.json': doctorJsonSchema,
	'results/baseline.schema.json': baselineJsonSchema,
	'results/comparison.schema.json': comparisonJsonSchema,
	'report/metrics.schema.json': metricsJsonSchema,
	'results/plan.schema.json': planJsonSchema,
	'results/run.schema.json': runJsonSchema,
	'report/status.schema.json': statusJsonSchema,
	'study/sweep/sweep.schema.json': sweepJsonSchema,
	'study/validate/validation.schema.json': validationJsonSchema,
};

/** A schema as it is committed: tabs, and a newline at the end. */
export function formatSchema(schema: unknown): string {
	return `${JSON.stringify(schema, null, '\t')}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
	for (const [file, schema] of Object.entries(SCHEMAS)) await writeFile(new URL(file, import.meta.url), formatSchema(schema()));
