import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';

/**
 * Writes a file so that there is the old one or the new one at any moment, whole, also after a kill or a power cut: beside it, through to
 * the disk, then renamed. Rejects as `open`, `writeFile` and `rename` do, and leaves the old one as it was.
 */
export async function writeAtomically(path: string, text: string): Promise<void> {
	const beside = `${path}.${randomBytes(4).toString('hex')}.tmp`;
	try {
		const file = await open(beside, 'wx');
		try {
			await file.writeFile(text);
			await file.sync();
		} finally {
			await file.close();
		}
		await rename(beside, path);
	} catch (error) {
		await rm(beside, { force: true });
		throw error;
	}
}
