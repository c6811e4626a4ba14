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

/** What only a whole configuration has; the snippets of most tests are parts of one. */
const OF_WHOLE = ['block-incomplete', 'settings-conflict', 'not-used'];

/** The diagnostics of lines. */
export const ofLines = ({ diagnostics }: KeepalivedConf) => diagnostics.filter(({ code }) => !OF_WHOLE.includes(code));

/** Every diagnostic of lines as `line:column code`. */
export const told = (conf: KeepalivedConf): string[] => ofLines(conf).map(({ at, code }) => `${at.line}:${at.column} ${code}`);
