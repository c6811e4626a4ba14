import { VipdrillError } from './errors.ts';

/** What the system says where a file cannot be written, in words; from errno(3). */
const WHY: Record<string, string> = {
	ENOSPC: 'the disk is full',
	EDQUOT: "the user's share of the disk is used up",
	EROFS: 'the file system can only be read',
	EACCES: 'that is not permitted',
	EPERM: 'that is not permitted',
	EIO: 'the disk does not answer as it should',
	EFBIG: 'the file is too large',
	EMFILE: 'too many files are open',
	ENOTDIR: 'a folder of its path is a file',
};

/** The same error as WRITE_FAILED, where it is one of the file system's that somebody with rights or room can mend; null for any other. `file` names it where the system does not. */
export function asWriteError(error: unknown, file?: string): VipdrillError | null {
	const { code = '', path = file } = error as NodeJS.ErrnoException;
	const why = WHY[code];
	if (!(error instanceof Error) || why === undefined) return null;
	const what = path === undefined ? 'a file' : path;
	const fix = 'Make room there, or name another folder with --out.';
	return new VipdrillError('WRITE_FAILED', `${what} cannot be written: ${why} (${code}). ${fix}`, { cause: error });
}
