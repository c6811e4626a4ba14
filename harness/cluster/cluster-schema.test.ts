import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { formatSchema } from '../cli/schemas.ts';
import { clusterJsonSchema } from './cluster-schema.ts';

describe('cluster.schema.json', () => {
	it('is up to date (npm run schemas)', () => {
		expect(readFileSync(new URL('cluster.schema.json', import.meta.url), 'utf8')).to.equal(formatSchema(clusterJsonSchema()));
	});
	it('explains every key', () => {
		const bare = undescribed(clusterJsonSchema(), '');
		expect(bare).to.deep.equal([]);
	});
});

function undescribed(schema: unknown, place: string): string[] {
	if (typeof schema !== 'object' || schema === null) return [];
	const { properties = {}, items, anyOf = [] } = schema as { properties?: object; items?: unknown; anyOf?: unknown[] };
	const inner = Object.entries(properties).flatMap(([key, value]) => {
		const here = `${place}.${key}`;
		return [...(Reflect.has(value, 'description') ? [] : [here]), ...undescribed(value, here)];
	});
	return [...inner, ...undescribed(items, `${place}[]`), ...anyOf.flatMap((one) => undescribed(one, place))];
}
