import { fileURLToPath } from 'node:url';
import { InputError } from './base/errors.ts';
import { registerSuite } from './run/mocha-suite.ts';
import { drillProblems } from './scenario/check-drill.ts';
import { inDrill } from './scenario/drill-problem.ts';
import type { DrillSpec } from './scenario/spec.ts';

interface Defined {
	/** The drills that a file defines while it is loaded; null while nobody gathers any. */
	gathered: unknown[] | null;
	/** Every drill that was ever defined, and the file that called for it. */
	all: { drill: unknown; file: string | null }[];
}

/** One for the process: a scenario file outside a package of modules gets this module a second time (as CommonJS), and must not define its drills elsewhere. */
const KEY = Symbol.for('vipdrill.defined');
const holder = globalThis as { [KEY]?: Defined };
holder[KEY] ??= { gathered: null, all: [] };
const defined: Defined = holder[KEY];

/** Does what defines drills, and returns them as they were written, right or wrong: whoever gathers them knows the file that they stand in. */
export async function gatherDrills(load: () => Promise<unknown>): Promise<unknown[]> {
	const before = defined.gathered;
	const mine: unknown[] = [];
	defined.gathered = mine;
	try {
		await load();
	} finally {
		defined.gathered = before;
	}
	return mine;
}

/** The drills that a file has defined, whoever loaded it: a module is evaluated once. */
export const drillsOf = (file: string): unknown[] => defined.all.filter((one) => one.file === file).map(({ drill }) => drill);

/** The file whose call came here. */
function callingFile(): string | null {
	const frames = (new Error().stack ?? '').split('\n').slice(1);
	const places = frames.flatMap(
		(frame) => /(?:\(|at (?:async )?)((?:file:\/\/)?\/[^()]+?)(?:\?[^()]*)?:\d+:\d+\)?$/.exec(frame)?.[1] ?? [],
	);
	const paths = places.map((place) => (place.startsWith('file:') ? fileURLToPath(place) : place));
	return paths.find((path) => path !== HERE) ?? null;
}

const HERE = fileURLToPath(import.meta.url);

/**
 * Defines a drill: plain data under a name (lower case, digits and dashes). Under mocha it also registers a suite with one test an
 * expectation, so `npx mocha my.scenario.ts` runs it on a real lab. Throws InputError with everything that is wrong in it; a file that vipdrill
 * loads is checked as a whole instead.
 */
export function drill(name: string, spec: Omit<DrillSpec, 'name'>): DrillSpec {
	const complete: DrillSpec = { name, ...spec };
	defined.all.push({ drill: complete, file: callingFile() });
	if (defined.gathered) {
		defined.gathered.push(complete);
		return complete;
	}
	checkDrill(complete);
	if (typeof globalThis.describe === 'function') registerSuite(complete);
	return complete;
}

/** Throws InputError with everything that is wrong in a drill. */
function checkDrill(drill: DrillSpec): void {
	const [first, ...others] = drillProblems(drill).map((problem) => inDrill(drill, problem));
	if (first) throw new InputError([first, ...others]);
}
