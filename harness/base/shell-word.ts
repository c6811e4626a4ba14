/** One word of a POSIX shell (Shell Command Language, 2.2.2): in single quotes nothing has a meaning but the next one. */
export function shellWord(text: string): string {
	if (text.includes('\0')) throw new RangeError('a shell word cannot hold a NUL');
	if (/^[\w@%+:,./-]+$/.test(text)) return text;
	return `'${text.replaceAll("'", "'\\''")}'`;
}
