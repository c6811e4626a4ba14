import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/** The package's root folder: the nearest above with a package.json, from the sources as from the bundle. */
export const packageRoot = rootAbove(here);

/** Folder of the bundle, where this code runs from it; null where the sources run. */
export const builtDir: string | null = here === join(packageRoot, 'dist') ? here : null;

/** Whether vipdrill's own sources are here: a checkout, and no installed package. */
export const isCheckout = existsSync(join(packageRoot, 'harness/index.ts'));

/** What outlives a run: the private engine's data and the record of the set-up. `VIPDRILL_STATE` moves it. */
export const stateDir = resolve(process.env.VIPDRILL_STATE ?? join(packageRoot, '.vipdrill'));

/** Sockets and PID files of a state folder: on a short path, because a socket's path may have 107 bytes. */
export const runtimeDirOf = (state: string): string =>
	join('/run/vipdrill', createHash('sha256').update(state).digest('hex').slice(0, 8));

/** Those of this process's own. */
export const runtimeDir = runtimeDirOf(stateDir);

function rootAbove(folder: string): string {
	if (existsSync(join(folder, 'package.json')) || folder === dirname(folder)) return folder;
	return rootAbove(dirname(folder));
}

/** Creates a folder with its parents and returns its path. */
export function ensureDir(path: string): string {
	mkdirSync(path, { recursive: true, mode: 0o755 });
	return path;
}
