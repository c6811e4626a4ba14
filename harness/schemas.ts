import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { calibrationJsonSchema } from './calibrate/calibration.ts';
import { clusterJsonSchema } from './cluster/cluster-schema.ts';
import { doctorJsonSchema } from './doctor/doctor-schema.ts';
import { baselineJsonSchema } from './report/baseline-schema.ts';
import { comparisonJsonSchema } from './report/comparison-schema.ts';
import { metricsJsonSchema } from './report/metric-list-schema.ts';
import { planJsonSchema } from './report/plan-schema.ts';
import { runJsonSchema } from './report/run-schema.ts';
import { statusJsonSchema } from './report/status-schema.ts';
import { sweepJsonSchema } from './sweep/sweep-report.ts';
import { validationJsonSchema } from './validate/validation-schema.ts';

/** Every JSON Schema that is published, by its file. */
export const SCHEMAS: Readonly<Record<string, () => Record<string, unknown>>> = {
	'calibrate/calibration.schema.json': calibrationJsonSchema,
	'cluster/cluster.schema.json': clusterJsonSchema,
	'doctor/doctor.schema.json': doctorJsonSchema,
	'report/baseline.schema.json': baselineJsonSchema,
	'report/comparison.schema.json': comparisonJsonSchema,
	'report/metrics.schema.json': metricsJsonSchema,
	'report/plan.schema.json': planJsonSchema,
	'report/run.schema.json': runJsonSchema,
	'report/status.schema.json': statusJsonSchema,
	'sweep/sweep.schema.json': sweepJsonSchema,
	'validate/validation.schema.json': validationJsonSchema,
};

/** A schema as it is committed: tabs, and a newline at the end. */
export function formatSchema(schema: unknown): string {
	return `${JSON.stringify(schema, null, '\t')}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
	for (const [file, schema] of Object.entries(SCHEMAS)) await writeFile(new URL(file, import.meta.url), formatSchema(schema()));
