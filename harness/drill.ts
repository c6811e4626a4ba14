import { inDrill } from './drill-problem.ts';
import { InputError } from './errors.ts';
import { registerSuite } from './run/mocha-suite.ts';
import { drillProblems } from './scenario/check-drill.ts';
import type { DrillSpec } from './scenario/spec.ts';

/** The drills that a file defines while it is loaded; null while nobody gathers any. */
let gathered: unknown[] | null = null;

/** Does what defines drills, and returns them as they were written, right or wrong: whoever gathers them knows the file that they stand in. */
export async function gatherDrills(load: () => Promise<unknown>): Promise<unknown[]> {
	const before = gathered;
	const mine: unknown[] = [];
	gathered = mine;
	try {
		await load();
	} finally {
		gathered = before;
	}
	return mine;
}

/**
 * Defines a drill: plain data under a name (lower case, digits and dashes). Under mocha it also registers a suite with one test an
 * expectation, so `npx mocha my.scenario.ts` runs it on a real lab. Throws InputError with everything that is wrong in it; a file that vipdrill
 * loads is checked as a whole instead.
 */
export function drill(name: string, spec: Omit<DrillSpec, 'name'>): DrillSpec {
	const complete: DrillSpec = { name, ...spec };
	if (gathered) {
		gathered.push(complete);
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
