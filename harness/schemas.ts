import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { calibrationJsonSchema } from './calibrate/calibration.ts';
import { clusterJsonSchema } from './cluster/cluster-schema.ts';
import { baselineJsonSchema } from './report/baseline-schema.ts';
import { comparisonJsonSchema } from './report/comparison-schema.ts';
import { metricsJsonSchema } from './report/metric-list.ts';
import { sweepJsonSchema } from './sweep/sweep-report.ts';
import { validationJsonSchema } from './validate/validation-schema.ts';

/** A schema as it is committed: tabs, and a newline at the end. */
export function formatSchema(schema: unknown): string {
	return `${JSON.stringify(schema, null, '\t')}\n`;
}

async function main(): Promise<void> {
	await write('./cluster/cluster.schema.json', clusterJsonSchema());
	const runSchema = new URL('./report/run-schema.ts', import.meta.url);
	if (!existsSync(runSchema)) return;
	const module: { runJsonSchema?: () => unknown } = await import(runSchema.href);
	await write('./report/comparison.schema.json', comparisonJsonSchema());
	await write('./report/baseline.schema.json', baselineJsonSchema());
	await write('./calibrate/calibration.schema.json', calibrationJsonSchema());
	await write('./sweep/sweep.schema.json', sweepJsonSchema());
	await write('./validate/validation.schema.json', validationJsonSchema());
	await write('./report/metrics.schema.json', metricsJsonSchema());
	if (module.runJsonSchema) await write('./report/run.schema.json', module.runJsonSchema());
}

async function write(path: string, schema: unknown): Promise<void> {
	await writeFile(new URL(path, import.meta.url), formatSchema(schema));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
