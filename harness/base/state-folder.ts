import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from './errors.ts';
import { ensureDir, packageRoot, stateDir } from './paths.ts';

/** The file that says that a folder is vipdrill's. */
const MARKER = '.vipdrill-state';
const MARKER_TEXT = "This folder is vipdrill's. `vipdrill clean --all` removes it, and what vipdrill made in it.\n";
/** All that any version of vipdrill makes in its state folder. */
const OWN_ENTRIES = [
	MARKER,
	'engine',
	'engine.log',
	'run',
	'setup.json',
	'privileges.json',
	'ip-vs.json',
	'kernel.json',
	'engines',
	'guest.json',
];

/** Makes the state folder, and marks it as vipdrill's. Throws InputError, before anything is written, where it is somebody else's. */
export function ensureState(folder: string = stateDir): string {
	checkState(folder);
	ensureDir(folder);
	if (!existsSync(join(folder, MARKER))) writeFileSync(join(folder, MARKER), MARKER_TEXT);
	return folder;
}

/**
 * Throws InputError unless the folder is vipdrill's, or empty, or not there. It is vipdrill's by its marker, or, from before there was one, where
 * it holds nothing but what vipdrill makes, and its place, a record of set-up or a private engine's data show who made it.
 */
export function checkState(folder: string = stateDir): void {
	const entries = entriesOf(folder);
	const isDefault = folder === join(packageRoot, '.vipdrill');
	const isMadeBefore =
		entries.every((name) => OWN_ENTRIES.includes(name)) && (isDefault || isRecord(folder) || isEngines(folder, entries));
	const isIn = (top: string) => folder === top || folder.startsWith(`${top}/`);
	if (isIn('/run') || isIn('/var/run'))
		throw refusal(folder, 'this is where the private engine has a /run of its own', 'name a folder elsewhere');
	if (entries.length === 0 || entries.includes(MARKER) || isMadeBefore) return;
	throw refusal(
		folder,
		`this folder is not vipdrill's: it has no ${MARKER}, and it is not empty`,
		`name an empty folder or one that does not exist yet; if it is vipdrill's all the same, create an empty file ${join(folder, MARKER)}`,
	);
}

const refusal = (folder: string, problem: string, fix: string) =>
	new InputError([{ file: 'environment', field: 'VIPDRILL_STATE', value: folder, problem, fix }]);

/**
 * Removes what vipdrill made in its state folder, and the folder where that leaves it empty. Returns what is left in it, by name. Throws InputError,
 * with everything still there, where the folder is not vipdrill's.
 */
export function removeState(folder: string = stateDir): string[] {
	checkState(folder);
	// The marker last: should this be interrupted, what is left is still known to be vipdrill's.
	for (const name of [...OWN_ENTRIES].reverse()) rmSync(join(folder, name), { recursive: true, force: true });
	const left = entriesOf(folder);
	if (left.length === 0 && existsSync(folder)) rmdirSync(folder);
	return left;
}

function entriesOf(folder: string): string[] {
	try {
		return readdirSync(folder);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
		throw refusal(folder, `it can't be read as a folder (${(error as Error).message})`, 'name a folder');
	}
}

/** Whether the folder's setup.json is what set-up writes. */
function isRecord(folder: string): boolean {
	try {
		const record = JSON.parse(readFileSync(join(folder, 'setup.json'), 'utf8')) as Record<string, unknown>;
		return typeof record.provider === 'string' && Array.isArray(record.images);
	} catch {
		return false;
	}
}

/** Whether the folder holds a private engine's data: what dockerd has in every data folder, beside the log that vipdrill keeps. */
const isEngines = (folder: string, entries: readonly string[]): boolean =>
	entries.includes('engine.log') && existsSync(join(folder, 'engine', 'image'));
