import { pathToFileURL } from 'node:url';
import { builtDir } from '../base/paths.ts';

let isReady = builtDir === null;

/**
 * Imports a scenario file: TypeScript or JavaScript, in a package of ES modules or of CommonJS. The bundle loads the loader for
 * TypeScript only now, for the drills that ship need none; the sources run in it. Rejects with whatever the file throws.
 */
export async function importScenario(path: string): Promise<unknown> {
	if (!isReady) {
		isReady = true;
		const [esm, commonJs] = await Promise.all([import('tsx/esm/api'), import('tsx/cjs/api')]);
		esm.register();
		commonJs.register();
	}
	return import(pathToFileURL(path).href);
}
