import { registerSuite } from './run/mocha-suite.ts';
import { parseSlo } from './scenario/slo.ts';
import type { DrillSpec } from './scenario/spec.ts';

/** What `vipdrill run` finds in a scenario file it imports: the drills that were defined since the last call. */
const defined: DrillSpec[] = [];
export const takeDefinedDrills = (): DrillSpec[] => defined.splice(0);

/**
 * Defines a drill: plain data under a name (lower case, digits and dashes). Under mocha it also registers a suite with one test an
 * expectation, so `npx mocha my.scenario.ts` runs it on a real lab. Throws RangeError for a bad name, or where neither faults nor `observe`
 * say how long to watch, and SloSyntaxError for an objective that cannot be read.
 */
export function drill(name: string, spec: Omit<DrillSpec, 'name'>): DrillSpec {
	if (!/^[a-z0-9][a-z0-9-]*$/.test(name))
		throw new RangeError(`drill name ${JSON.stringify(name)}: use lower-case letters, digits and dashes`);
	if (spec.faults.length === 0 && !spec.observe)
		throw new RangeError(`drill ${name} has no faults: say how long to watch, for instance observe: '10s'`);
	for (const text of spec.slo ?? []) parseSlo(text);
	const complete: DrillSpec = { name, ...spec };
	defined.push(complete);
	if (typeof globalThis.describe === 'function') registerSuite(complete);
	return complete;
}
