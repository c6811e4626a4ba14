import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { type FileHandle, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** No write of one file takes longer; what is older beside it was left by a process that was killed. */
const WRITES_WITHIN_MS = 60_000;

/**
 * Writes a file so that there is the old one or the new one at any moment, whole, also after a kill or a power cut: beside it, through to
 * the disk, then renamed. One that is there keeps its owner where this user may give files away, and its mode unless another is asked for; a symbolic
 * link stays, and what it leads to is written. What a kill has left beside it goes with the next write. Rejects as `open`, `writeFile` and `rename` do, and leaves the old one as it was.
 */
export async function writeAtomically(path: string, text: string, asked?: number): Promise<void> {
	const target = await realpath(path).catch(() => path);
	const before = await stat(target).catch(() => null);
	const mode = asked ?? before?.mode;
	const beside = `${target}.${randomBytes(4).toString('hex')}.tmp`;
	try {
		// Nobody may read it for a moment who could not read the old one.
		const file = await open(beside, 'wx', mode === undefined ? undefined : mode & 0o600);
		try {
			if (before) await giveTo(file, before);
			if (mode !== undefined) await file.chmod(mode & 0o7777);
			await file.writeFile(text);
			await file.sync();
		} finally {
			await file.close();
		}
		await rename(beside, target);
		await removeStale(target);
	} catch (error) {
		await rm(beside, { force: true });
		throw error;
	}
}

async function giveTo(file: FileHandle, { uid, gid }: Stats): Promise<void> {
	const own = await file.stat();
	if (own.uid === uid && own.gid === gid) return;
	await file.chown(uid, gid).catch((error: NodeJS.ErrnoException) => {
		if (error.code !== 'EPERM') throw error;
	});
}

/** Removes what processes that were killed have left of their writing of a file. Best effort: the file itself is written by then. */
async function removeStale(target: string): Promise<void> {
	const names = await readdir(dirname(target)).catch(() => []);
	const rest = `${basename(target)}.`;
	for (const name of names.filter((one) => one.startsWith(rest) && /^[\da-f]{8}\.tmp$/.test(one.slice(rest.length)))) {
		const path = join(dirname(target), name);
		const found = await stat(path).catch(() => null);
		if (found && Date.now() - found.mtimeMs > WRITES_WITHIN_MS) await rm(path, { force: true }).catch(() => {});
	}
}
