import { type KeepalivedConf, readKeepalived } from './read.ts';
import type { Statement } from './statement.ts';

/** Reads one file `f`, with further ones beside it. */
export function readText(
	text: string,
	{
		files = {},
		host = 'docker1',
		version = '2.2.7',
	}: { files?: Record<string, string>; host?: string | null; version?: string } = {},
): KeepalivedConf {
	return readKeepalived({ files: new Map(Object.entries({ f: text, ...files })), main: 'f', host, version });
}

/** Statements as [line, words, …what is in the braces]. */
export function shape(statements: readonly Statement[]): unknown[] {
	return statements.map(({ at, keyword, args, block }) => [
		at.line,
		[keyword, ...args.map(({ text }) => text)].join(' '),
		...(block ? [shape(block)] : []),
	]);
}

/** Every diagnostic as `line:column code`. */
export const told = ({ diagnostics }: KeepalivedConf): string[] =>
	diagnostics.map(({ at, code }) => `${at.line}:${at.column} ${code}`);
