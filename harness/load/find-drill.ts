import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { didYouMean } from '../base/did-you-mean.ts';
import { InputError, type InputProblem } from '../base/errors.ts';
import { drillProblems } from '../scenario/check-drill.ts';
import { drillsIn } from '../scenario/drill.ts';
import type { DrillProblem } from '../scenario/drill-problem.ts';
import { placeIn } from '../scenario/slo-file.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import { importScenario } from './import-scenario.ts';
import { builtDrills, shippedDrills, shippedFile } from './shipped-drills.ts';

/**
 * Loads several drills, each file once, in the given order; `all` stands for every drill that ships. Throws InputError where none is named, two
 * share a name, or with all that is wrong in any of them.
 */
export async function findAllDrills(namesOrPaths: readonly string[], all: boolean): Promise<DrillSpec[]> {
	if (namesOrPaths.length === 0 && !all) {
		const fix = `name one or more of ${shippedDrills().join(', ')}, a scenario file's path, or --all`;
		throw new InputError([{ file: 'command line', field: 'drill', problem: 'none is named', fix }]);
	}
	const files = new Set<string>();
	const problems: InputProblem[] = [];
	for (const name of [...(all ? shippedDrills() : []), ...namesOrPaths]) {
		const file = fileOf(name);
		if (typeof file === 'string') files.add(realpathSync(file));
		else problems.push(file);
	}
	const drills: DrillSpec[] = [];
	for (const file of files) {
		const found = await load(file);
		drills.push(...found.drills);
		problems.push(...found.problems);
	}
	const twice = drills.find(({ name }, index) => drills.findIndex((other) => other.name === name) !== index);
	if (twice) {
		const fix = 'rename one of them: reports and timelines go by the name';
		problems.push({ file: 'command line', field: 'drill', value: twice.name, problem: 'two drills have this name', fix });
	}
	const [first, ...others] = problems;
	if (first) throw new InputError([first, ...others]);
	return drills;
}

/** Loads the drills of one name, or of a scenario file of the user's own. Throws InputError for one that does not exist, or with all that is wrong in it. */
export const findDrills = (nameOrPath: string): Promise<DrillSpec[]> => findAllDrills([nameOrPath], false);

/** The file that a drill's name or path means; what is wrong where there is none. */
function fileOf(nameOrPath: string): string | InputProblem {
	const isPath = /[/\\]|\.[cm]?[jt]s$/.test(nameOrPath);
	const path = isPath ? resolve(nameOrPath) : shippedFile(nameOrPath);
	if (existsSync(path)) return path;
	const meant = isPath ? null : didYouMean(nameOrPath, shippedDrills());
	const others = `use one of ${shippedDrills().join(', ')}, or the path of a scenario file`;
	const fix = isPath ? 'check the path' : meant === null ? others : `Did you mean ${meant}`;
	return { file: 'command line', field: 'drill', value: nameOrPath, problem: 'no such drill', fix };
}

interface Loaded {
	drills: DrillSpec[];
	problems: InputProblem[];
}

/** What each file exported when it was loaded: a module is evaluated once, whoever asks for it again. */
const loaded = new Map<string, Promise<Loaded>>();

/** The drills of a file, by its real path, or what is wrong with it. */
async function load(path: string): Promise<Loaded> {
	const before = loaded.get(path) ?? read(path);
	loaded.set(path, before);
	const { drills, problems } = await before;
	return { drills: structuredClone(drills), problems };
}

async function read(path: string): Promise<Loaded> {
	// Of a drill that ships, the build has checked the data and kept it.
	const built = builtDrills(path);
	if (built) return { drills: built, problems: [] };
	let found: unknown[];
	try {
		found = drillsIn(await importScenario(path));
	} catch (error) {
		return { drills: [], problems: loadProblems(path, error) };
	}
	return checkedDrills(path, found);
}

/** The drills that a scenario file exports, or all that is wrong with them and with it. */
export function checkedDrills(path: string, found: unknown[]): Loaded {
	if (found.length === 0) {
		const fix = "Export what drill() returns: export default drill('name', { … })";
		return { drills: [], problems: [{ file: path, field: 'scenario', problem: 'it exports no drill', fix }] };
	}
	const problems = found.flatMap((drill) => drillProblems(drill).map((problem) => placed(path, found, drill, problem)));
	return problems.length > 0 ? { drills: [], problems } : { drills: found as DrillSpec[], problems };
}

/** A problem with its place: of several drills in a file with the name, of an objective with line and column. */
function placed(path: string, found: unknown[], drill: unknown, { column, ...problem }: DrillProblem): InputProblem {
	if (column !== undefined && typeof problem.value === 'string')
		return { file: path, ...placeIn(readFileSync(path, 'utf8'), problem.value, column), ...problem };
	const { name } = drill as { name?: unknown };
	const field = found.length > 1 && typeof name === 'string' ? `${name}: ${problem.field}` : problem.field;
	return { file: path, ...problem, field };
}

/** Why a scenario file could not be loaded. */
function loadProblems(file: string, error: unknown): InputProblem[] {
	if (error instanceof InputError) return [...error.problems];
	const message = error instanceof Error ? error.message : String(error);
	const fix = /^Cannot find (package|module) 'vipdrill'/.test(message)
		? 'Run `npm install --save-dev vipdrill` in the folder of its package'
		: 'Mend the file';
	return [{ file, field: 'scenario', problem: `it could not be loaded: ${message}`, fix }];
}
