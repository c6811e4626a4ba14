import type { z } from 'zod';

type Def = {
	type: string;
	shape?: Record<string, z.ZodType>;
	element?: z.ZodType;
	innerType?: z.ZodType;
	valueType?: z.ZodType;
	options?: z.ZodType[];
	discriminator?: string;
	entries?: Record<string, string>;
	values?: unknown[];
};

/** What a schema says of itself, as zod keeps it. */
const defOf = (schema: z.ZodType): Def => schema.def as unknown as Def;

/** The schema without what makes it optional, nullable or gives it a default. */
function bare(schema: z.ZodType): z.ZodType {
	const { innerType } = defOf(schema);
	return innerType ? bare(innerType) : schema;
}

/** All that a place may be: the schema, or the options of a union. */
export const optionsOf = (schema: z.ZodType): z.ZodType[] => {
	const inner = bare(schema);
	return defOf(inner).options?.flatMap(optionsOf) ?? [inner];
};

/** The keys of an object; none where it is no object. */
export const keysOf = (schema: z.ZodType): string[] => Object.keys(defOf(bare(schema)).shape ?? {});

/** The words that a schema takes: of an enum, a literal, or a union of them. */
export const wordsOf = (schema: z.ZodType): string[] =>
	optionsOf(schema).flatMap((option) => {
		const { entries, values } = defOf(option);
		return Object.values(entries ?? {}).concat((values ?? []).map(String));
	});

/** What kind of value a schema is of, in zod's words: `object`, `number`, `record` …; of a union, `union`. */
export const typeOf = (schema: z.ZodType): string => defOf(bare(schema)).type;

/** The schema under a key: of an object's field, a list's item or a record's value; null where there is none. */
export function childOf(schema: z.ZodType, key: PropertyKey): z.ZodType | null {
	const { shape, element, valueType } = defOf(bare(schema));
	if (shape) return typeof key === 'string' && Object.hasOwn(shape, key) ? (shape[key] as z.ZodType) : null;
	return element ?? valueType ?? null;
}

/** The schema at a path of a value, which decides between the options of a union by its words; null where the schema has no such place. */
export function schemaAt(schema: z.ZodType, path: readonly PropertyKey[], value: unknown): z.ZodType | null {
	const meant = choose(schema, value);
	const [key, ...rest] = path;
	if (key === undefined) return meant;
	const child = childOf(meant, key);
	const inner = typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined;
	return child && schemaAt(child, rest, inner);
}

/** Of a union the option that a value's discriminating word names; the union itself where it names none. */
function choose(schema: z.ZodType, value: unknown): z.ZodType {
	const inner = bare(schema);
	const options = defOf(inner).options ?? [];
	const key = defOf(inner).discriminator ?? 'kind';
	if (options.length === 0 || typeof value !== 'object' || value === null) return inner;
	const word = (value as Record<string, unknown>)[key];
	const named = optionsOf(inner).find((option) => {
		const literal = childOf(option, key);
		return literal !== null && typeof word === 'string' && wordsOf(literal).includes(word);
	});
	return named ?? inner;
}
