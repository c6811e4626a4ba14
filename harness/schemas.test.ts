import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { baselineJsonSchema } from './report/baseline-schema.ts';
import { comparisonJsonSchema } from './report/comparison-schema.ts';
import { metricsJsonSchema } from './report/metric-list.ts';
import { runJsonSchema } from './report/run-schema.ts';
import { formatSchema } from './schemas.ts';

describe('published schemas', () => {
	for (const [name, schema] of [
		['run', runJsonSchema()],
		['comparison', comparisonJsonSchema()],
		['baseline', baselineJsonSchema()],
		['metrics', metricsJsonSchema()],
	] as const)
		it(`${name}.schema.json is up to date (npm run schemas)`, () => {
			const file = new URL(`./report/${name}.schema.json`, import.meta.url);
			expect(readFileSync(file, 'utf8')).to.equal(formatSchema(schema));
		});
});
