import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { takeDefinedDrills } from '../drill.ts';
import { InputError, type InputProblem } from '../errors.ts';
import { packageRoot } from '../paths.ts';
import { SloSyntaxError } from '../scenario/slo.ts';
import { placeIn } from '../scenario/slo-file.ts';
import type { DrillSpec } from '../scenario/spec.ts';

const scenarioDir = join(packageRoot, 'scenarios');
const SUFFIX = '.scenario.ts';

/** Names of the drills that ship. */
export const shippedDrills = (): string[] =>
	readdirSync(scenarioDir)
		.filter((file) => file.endsWith(SUFFIX))
		.map((file) => file.slice(0, -SUFFIX.length));

/** Loads several drills, each once, in the given order; `all` stands for every drill that ships. Throws InputError where none is named, or two share a name. */
export async function findAllDrills(namesOrPaths: readonly string[], all: boolean): Promise<DrillSpec[]> {
	if (namesOrPaths.length === 0 && !all) {
		const fix = `name one or more of ${shippedDrills().join(', ')}, a scenario file's path, or --all`;
		throw new InputError([{ file: 'command line', field: 'drill', problem: 'none is named', fix }]);
	}
	const wanted = new Set([...(all ? shippedDrills() : []), ...namesOrPaths]);
	const drills: DrillSpec[] = [];
	for (const name of wanted) drills.push(...(await findDrills(name)));
	const twice = drills.find(({ name }, index) => drills.findIndex((other) => other.name === name) !== index);
	if (twice) {
		const fix = 'rename one of them: reports and timelines go by the name';
		throw new InputError([
			{ file: 'command line', field: 'drill', value: twice.name, problem: 'two drills have this name', fix },
		]);
	}
	return drills;
}

/** Loads drills by name, or from a scenario file of the user's own. Throws InputError for one that does not exist. */
export async function findDrills(nameOrPath: string): Promise<DrillSpec[]> {
	const shipped = join(scenarioDir, `${nameOrPath}${SUFFIX}`);
	const isPath = /[/\\]|\.[cm]?[jt]s$/.test(nameOrPath);
	const path = isPath ? resolve(nameOrPath) : shipped;
	if (!existsSync(path)) {
		const fix = isPath ? 'check the path' : `use one of ${shippedDrills().join(', ')}, or the path of a scenario file`;
		throw new InputError([{ file: 'command line', field: 'drill', value: nameOrPath, problem: 'no such drill', fix }]);
	}
	takeDefinedDrills();
	try {
		await import(pathToFileURL(path).href);
	} catch (error) {
		throw new InputError([loadProblem(path, error)]);
	}
	const drills = takeDefinedDrills();
	if (drills.length === 0)
		throw new InputError([
			{ file: path, field: 'scenario', problem: 'it defines no drill', fix: "call drill('name', { … }) in it" },
		]);
	return drills;
}

/** Why a scenario file could not be loaded; of an objective also where it stands in the file. */
function loadProblem(file: string, error: unknown): InputProblem {
	if (!(error instanceof SloSyntaxError))
		return { file, field: 'scenario', problem: `it could not be loaded: ${(error as Error).message}`, fix: 'mend the file' };
	const { text, column, problem, fix } = error;
	return { file, ...placeIn(readFileSync(file, 'utf8'), text, column), field: 'slo', value: text, problem, fix };
}
