import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package's root folder. */
export const packageRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** What outlives a run: the private engine's data and the record of the set-up. `VIPDRILL_STATE` moves it. */
export const stateDir = resolve(process.env.VIPDRILL_STATE ?? join(packageRoot, '.vipdrill'));

/** Sockets and PID files of this state folder: on a short path, because a socket's path may have 107 bytes. */
export const runtimeDir = join('/run/vipdrill', createHash('sha256').update(stateDir).digest('hex').slice(0, 8));

/** Creates a folder with its parents and returns its path. */
export function ensureDir(path: string): string {
	mkdirSync(path, { recursive: true, mode: 0o755 });
	return path;
}
