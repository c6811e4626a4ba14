import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { calibrationJsonSchema } from './calibrate/calibration.ts';
import { baselineJsonSchema } from './report/baseline-schema.ts';
import { comparisonJsonSchema } from './report/comparison-schema.ts';
import { metricsJsonSchema } from './report/metric-list.ts';
import { runJsonSchema } from './report/run-schema.ts';
import { formatSchema } from './schemas.ts';
import { sweepJsonSchema } from './sweep/sweep-report.ts';
import { validationJsonSchema } from './validate/validation-schema.ts';

describe('published schemas', () => {
	for (const [room, name, schema] of [
		['report', 'run', runJsonSchema()],
		['report', 'comparison', comparisonJsonSchema()],
		['report', 'baseline', baselineJsonSchema()],
		['report', 'metrics', metricsJsonSchema()],
		['calibrate', 'calibration', calibrationJsonSchema()],
		['sweep', 'sweep', sweepJsonSchema()],
		['validate', 'validation', validationJsonSchema()],
	] as const)
		it(`${name}.schema.json is up to date (npm run schemas)`, () => {
			const file = new URL(`./${room}/${name}.schema.json`, import.meta.url);
			expect(readFileSync(file, 'utf8')).to.equal(formatSchema(schema));
		});
});
