import type { Statement } from './statement.ts';

/** Writes statements so that keepalived, and this room, read the same again: one a line, everything expanded, without comments. */
export function printStatements(statements: readonly Statement[], indent = ''): string {
	return statements.map((statement) => printStatement(statement, indent)).join('');
}

function printStatement({ keyword, args, block }: Statement, indent: string): string {
	const line = `${indent}${[keyword, ...args.map(({ text }) => text)].map(quoteWord).join(' ')}`;
	if (block === null) return `${line}\n`;
	return `${line} {\n${printStatements(block, `${indent}\t`)}${indent}}\n`;
}

/** A word in quotes where it would be read as something else. A quote cannot stand in a word. */
const quoteWord = (word: string) => (word === '' || /[\s{}#!"$\\~@]/.test(word) ? `"${word}"` : word);
