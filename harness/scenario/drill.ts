import type { DrillSpec } from './spec.ts';

/** One for the process: a scenario file of a CommonJS package may get this module a second time. */
const MARK = Symbol.for('vipdrill.drill');

/**
 * Defines a drill: plain data under a name (lower case, digits and dashes). Pure: a scenario file exports what this returns, and whoever reads
 * the file checks it. Nothing is refused here.
 */
export function drill(name: string, spec: Omit<DrillSpec, 'name'>): DrillSpec {
	// Not enumerable: copies, JSON and comparisons do not see it.
	return Object.defineProperty({ name, ...spec }, MARK, { value: true });
}

/** Whether `drill()` made this value. A copy of a drill is not known any more. */
const isDrill = (value: unknown): value is DrillSpec => typeof value === 'object' && value !== null && MARK in value;

/**
 * The drills among a scenario file's exports, each once, in the order of their exports: the default export, or each entry of it where it is a list,
 * and under any other name what `drill()` made, alone or in lists. They are as they were written, right or wrong. Other exports are nobody's business.
 */
export function drillsIn(exports: unknown): unknown[] {
	const { default: main, ...named } = exportsOf(exports);
	const others = Object.values(named).flat().filter(isDrill);
	return [...new Set([...(main === undefined ? [] : [main].flat()), ...others])];
}

/** What a file exports by name. All that a CommonJS file exports stands in its default export, where some of it may have its name too. */
function exportsOf(exports: unknown): Record<string, unknown> {
	if (!isRecord(exports)) return {};
	// Node's own name for `module.exports`.
	const { 'module.exports': _whole, default: main, ...named } = exports;
	if (main === undefined) return named;
	if (!isRecord(main) || isDrill(main)) return { default: main, ...named };
	const isWhole = '__esModule' in main || Object.keys(main).length === 0 || Object.values(main).flat().some(isDrill);
	return isWhole ? { ...named, ...exportsOf(main) } : { default: main, ...named };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
