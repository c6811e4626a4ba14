import type { z } from 'zod';
import { childOf, keysOf, optionsOf, typeOf } from '../base/schema-walk.ts';
import { measurements } from './measurements-shape.ts';

/** What stands at a dotted path of a trial's measurements: one value, or several, of which an expectation could judge none. */
export type MetricKind = 'number' | 'word' | 'truth' | 'group';

/** What a dotted path leads to, for instance `http.outageMs` to a number; null where there is no such path. */
export function metricKind(path: string): MetricKind | null {
	let schema: z.ZodType | null = measurements;
	for (const key of path.split('.')) schema = schema && typeOf(schema) !== 'array' ? childOf(schema, key) : null;
	return schema && kindOf(schema);
}

/** Every path that leads to one value, but for those under names of hosts. */
export const SINGLE_METRICS: readonly string[] = pathsUnder(measurements, '');

function pathsUnder(schema: z.ZodType, path: string): string[] {
	if (kindOf(schema) !== 'group') return [path];
	return keysOf(schema).flatMap((key) => {
		const child = childOf(schema, key);
		return child ? pathsUnder(child, path === '' ? key : `${path}.${key}`) : [];
	});
}

function kindOf(schema: z.ZodType): MetricKind {
	const types = optionsOf(schema).map(typeOf);
	if (types.every((type) => type === 'number')) return 'number';
	if (types.every((type) => type === 'boolean')) return 'truth';
	return types.every((type) => type === 'string' || type === 'enum') ? 'word' : 'group';
}
