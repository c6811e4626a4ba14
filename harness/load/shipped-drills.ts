import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { builtDir, isCheckout, packageRoot } from '../base/paths.ts';
import type { DrillSpec } from '../scenario/spec.ts';

const SUFFIX = '.scenario.ts';

/** Where the scenario files that ship are. An installed package has copies that import `vipdrill`. */
const scenarioDir = isCheckout || builtDir === null ? join(packageRoot, 'scenarios') : join(builtDir, 'scenarios');

/** Names of the drills that ship, in the order of the alphabet. */
export const shippedDrills = (): string[] =>
	readdirSync(scenarioDir)
		.filter((file) => file.endsWith(SUFFIX))
		.map((file) => file.slice(0, -SUFFIX.length))
		.sort();

/** Path of a shipped drill's scenario file, whether there is one or not. */
export const shippedFile = (name: string): string => join(scenarioDir, `${name}${SUFFIX}`);

let built: Record<string, DrillSpec[]> | null = null;

/**
 * The drills of a shipped scenario file as the build has kept them, so that nothing need be loaded for them; null for other files, and where
 * the sources run. `path` is a real path.
 */
export function builtDrills(path: string): DrillSpec[] | null {
	if (builtDir === null) return null;
	built ??= JSON.parse(readFileSync(join(builtDir, 'drills.json'), 'utf8')) as Record<string, DrillSpec[]>;
	const name = Object.keys(built).find((some) => isSameFile(path, shippedFile(some)));
	return name === undefined ? null : (built[name] ?? null);
}

const isSameFile = (real: string, file: string) => file === real || (existsSync(file) && realpathSync(file) === real);
