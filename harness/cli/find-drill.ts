import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { takeDefinedDrills } from '../drill.ts';
import { InputError } from '../errors.ts';
import { packageRoot } from '../paths.ts';
import type { DrillSpec } from '../scenario/spec.ts';

const scenarioDir = join(packageRoot, 'scenarios');
const SUFFIX = '.scenario.ts';

/** Names of the drills that ship. */
export const shippedDrills = (): string[] =>
	readdirSync(scenarioDir)
		.filter((file) => file.endsWith(SUFFIX))
		.map((file) => file.slice(0, -SUFFIX.length));

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
		throw new InputError([
			{ file: path, field: 'scenario', problem: `it could not be loaded: ${(error as Error).message}`, fix: 'mend the file' },
		]);
	}
	const drills = takeDefinedDrills();
	if (drills.length === 0)
		throw new InputError([
			{ file: path, field: 'scenario', problem: 'it defines no drill', fix: "call drill('name', { … }) in it" },
		]);
	return drills;
}
