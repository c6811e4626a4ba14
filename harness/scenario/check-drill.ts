import type { z } from 'zod';
import { didYouMean } from '../base/did-you-mean.ts';
import { keysOf, optionsOf, schemaAt, typeOf, wordsOf } from '../base/schema-walk.ts';
import { formatPath, isRecord } from '../base/yaml-source.ts';
import { rangeProblems } from './check-ranges.ts';
import type { DrillProblem } from './drill-problem.ts';
import { drillSpec } from './drill-shape.ts';
import type { DrillSpec } from './spec.ts';

/** How long a value is quoted. */
const SHOWN = 100;

/** What to write where something is missing. */
const WRITE: Record<string, string> = {
	name: "Give it a name: drill('my-drill', { … })",
	event: "Say in one sentence which real event it stands for, for instance event: 'A host loses power.'",
	hypothesis: "Say in one sentence what should happen, for instance hypothesis: 'The next in line takes over.'",
	steady: "Say how long all is well before the first fault, for instance steady: '3s'",
	settle: "Say how long it goes on after the cluster has healed, for instance settle: '5s'",
	faults: "Write faults: [{ at: '0s', inject: powerLoss(master()), lasts: '10s' }], or faults: [] and observe: '10s'",
	inject: 'Write what is injected, for instance inject: powerLoss(master())',
	at: "Say when, counted from the end of the steady state, for instance at: '0s'",
	target: 'Say whom it hits: master(), leader(), backup(), host(…) or everyone()',
	load: "Write load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' }",
	ratePerSecond: 'Write how many fresh connections a second, for instance ratePerSecond: 50',
	keepAliveRatePerSecond: 'Write how many requests a second on one kept connection; 0 for none',
	timeout: "Say after which time a request counts as failed, for instance timeout: '1s'",
	expect: "Write what must hold, for instance expect: [every('http.outageMs').atMost('5s', 'a short outage')]",
	check: "Use a builder: every('http.outageMs').atMost('5s', 'a short outage')",
	because: 'Say why, in one sentence',
};

/** What to write where a value is of another type; by the type that is wanted, in zod's words. */
const AS: Record<string, string> = {
	string: "Write a text, for instance 'a text'",
	number: 'Write a number, without quotes',
	boolean: 'Write true or false',
	array: 'Write a list: [ … ]',
	object: 'Write an object: { … }',
	record: 'Write an object: { … }',
	template_literal: "Write a number with a unit, for instance '3.5s' or '250ms'",
};

/**
 * Everything that is wrong in a drill that can be known without a cluster: its form, words that do not exist, ranges, metrics, objectives.
 * Never throws, whatever is handed to it.
 */
export function drillProblems(value: unknown): DrillProblem[] {
	try {
		const parsed = drillSpec.safeParse(value);
		if (parsed.success) return rangeProblems(value as DrillSpec);
		const { issues } = parsed.error;
		return [...issues.flatMap((issue) => problemsOf(issue, value)), ...rangeProblemsOfRest(value, issues)];
	} catch (error) {
		const problem = `this cannot be read: ${error instanceof Error ? error.message : 'it throws'}`;
		return [{ field: 'drill', problem, fix: "Write plain data: drill('name', { … })" }];
	}
}

/** What stands for parts of another form, so that the ranges of all else are checked too. */
const SOUND: DrillSpec = {
	name: 'sound',
	event: '',
	hypothesis: '',
	steady: '1s',
	observe: '1s',
	faults: [{ at: '0s', inject: { kind: 'service-update' } }],
	settle: '1s',
	load: { ratePerSecond: 1, keepAliveRatePerSecond: 0, timeout: '1s' },
	expect: [{ title: '', metric: 'takeoverMs', of: 'every', check: { atLeast: 0 } }],
};

function rangeProblemsOfRest(value: unknown, issues: readonly z.core.$ZodIssue[]): DrillProblem[] {
	if (!isRecord(value)) return [];
	const rest: Record<string, unknown> = { ...SOUND, ...value };
	for (const { path } of issues) {
		const [key, index] = path as [string | undefined, number | undefined];
		const list = key === undefined ? undefined : rest[key];
		const parts = (SOUND as unknown as Record<string, unknown>)[String(key)];
		if (Array.isArray(list) && Array.isArray(parts) && typeof index === 'number')
			rest[String(key)] = list.map((item, i) => (i === index ? parts[0] : item));
		else if (key !== undefined) rest[key] = parts;
	}
	const known = Object.entries(rest).filter(([key, inner]) => keysOf(drillSpec).includes(key) && inner !== undefined);
	const drill = drillSpec.safeParse(Object.fromEntries(known));
	return drill.success ? rangeProblems(drill.data as DrillSpec) : [];
}

function problemsOf(issue: z.core.$ZodIssue, drill: unknown): DrillProblem[] {
	const { path } = issue;
	const value = valueAt(drill, path);
	const schema = schemaAt(drillSpec, path, drill);
	if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(path, key, schema));
	const field = shownPath(path);
	if (value === undefined) return [{ field, problem: 'it is missing', fix: missingFix(path, schema) }];
	if (issue.code === 'invalid_union' && 'discriminator' in issue && issue.discriminator === path.at(-1)) {
		const around = path.slice(0, -1);
		const union = schemaAt(drillSpec, around, drill);
		if (union) return inUnion(around, valueAt(drill, around) as Record<string, unknown>, union);
	}
	const words = schema ? wordsOf(schema) : [];
	if (issue.code === 'invalid_union' && isRecord(value) && schema) return inUnion(path, value, schema);
	if (words.length > 0) return [{ field, ...shown(value), problem: 'there is no such word here', fix: wordFix(value, words) }];
	return [{ field, ...shown(value), problem: wrongType(schema), fix: typeFix(path, schema) }];
}

/** An object that none of the options takes: most likely the word is wrong that tells them apart. */
function inUnion(path: readonly PropertyKey[], value: Record<string, unknown>, schema: z.ZodType): DrillProblem[] {
	const kinds = optionsOf(schema).flatMap((option) => {
		const kind = schemaAt(option, ['kind'], {});
		return kind ? wordsOf(kind) : [];
	});
	if (kinds.length === 0) {
		const keys = [...new Set(optionsOf(schema).flatMap(keysOf))];
		const [odd = ''] = Object.keys(value).filter((key) => !keys.includes(key));
		if (odd !== '') return [unknownKey(path, odd, schema)];
		return [{ field: shownPath(path), problem: 'it is not as it should be', fix: missingFix(path, schema) }];
	}
	const field = shownPath([...path, 'kind']);
	if (value.kind === undefined)
		return [{ field, problem: 'it is missing', fix: 'Use a builder, for instance powerLoss(master())' }];
	return [{ field, ...shown(value.kind), problem: 'there is no such kind', fix: wordFix(value.kind, kinds) }];
}

/** Keys by their former names. */
const RENAMED: Readonly<Record<string, string | undefined>> = { mend: 'remedy' };

function unknownKey(path: readonly PropertyKey[], key: string, schema: z.ZodType | null): DrillProblem {
	const keys = schema ? [...new Set(optionsOf(schema).flatMap(keysOf))] : [];
	const renamed = keys.find((known) => known === RENAMED[key]);
	const fix = renamed ? `It is called \`${renamed}\` now` : wordFix(key, keys);
	return { field: shownPath([...path, key]), problem: 'there is no such key here', fix };
}

function wordFix(word: unknown, words: readonly string[]): string {
	const meant = typeof word === 'string' && word.length <= SHOWN ? didYouMean(word, words) : null;
	return meant === null ? `Write one of ${words.join(', ')}` : `Did you mean ${meant}`;
}

function missingFix(path: readonly PropertyKey[], schema: z.ZodType | null): string {
	const written = WRITE[String(path.at(-1))];
	return written ?? typeFix(path, schema);
}

function typeFix(path: readonly PropertyKey[], schema: z.ZodType | null): string {
	const type = schema ? typeOf(schema) : '';
	return AS[type] ?? WRITE[String(path.at(-1))] ?? 'See harness/scenario/spec.ts for what is asked';
}

const NAMES: Record<string, string> = {
	string: 'it is not a text',
	number: 'it is not a number that can be used',
	boolean: 'it is neither true nor false',
	array: 'it is not a list',
	template_literal: 'it is not a duration',
};
const wrongType = (schema: z.ZodType | null) => NAMES[schema ? typeOf(schema) : ''] ?? 'it is not as it should be';

const shownPath = (path: readonly PropertyKey[]) =>
	formatPath(path.map((part) => (typeof part === 'number' ? part : String(part).slice(0, SHOWN)))) || 'drill';

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
	return path.reduce<unknown>(
		(inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined),
		value,
	);
}

/** A value as it is quoted; nothing where it is no word or number. */
function shown(value: unknown): { value?: string | number | boolean | null } {
	if (typeof value === 'string') return { value: value.slice(0, SHOWN) };
	if (typeof value === 'number') return { value: Number.isFinite(value) ? value : String(value) };
	return typeof value === 'boolean' || value === null ? { value } : {};
}
