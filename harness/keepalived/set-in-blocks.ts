import { readKeepalived } from './read.ts';
import { walk } from './statement.ts';

/** Values by keyword. */
export type Settings = Readonly<Record<string, string | number>>;

/**
 * keepalived's files with keywords of every block of a kind set to other values, wherever the block is written: the values on the line that sets one are
 * replaced, else a line is added as the block's first. All else, comments too, stays as it is. A file that is read twice is changed once; what a
 * definition says is changed where it is defined. Returns the files that differ, by path.
 */
export function setInBlocks(
	{ files, main, host }: { files: ReadonlyMap<string, string>; main: string; host: string | null },
	block: string,
	set: Settings,
): Map<string, string> {
	const changed = new Map<string, ChangedFile>();
	const fileAt = (path: string): ChangedFile => {
		const known = changed.get(path) ?? new ChangedFile(files.get(path) ?? '');
		changed.set(path, known);
		return known;
	};
	for (const { statement } of walk(readKeepalived({ files, main, host }).statements)) {
		if (statement.keyword !== block || statement.kind !== 'block' || statement.isDropped) continue;
		const own = statement.block ?? [];
		for (const { keyword, at } of own) if (Object.hasOwn(set, keyword)) fileAt(at.file).set(at, keyword, set[keyword]);
		const missing = Object.keys(set).filter((name) => !own.some(({ keyword }) => keyword === name));
		for (const name of missing) fileAt(statement.at.file).add(statement.at.line, `    ${name} ${set[name]}`);
	}
	return new Map([...changed].map(([path, file]) => [path, file.text()]));
}

/** A file's lines, with values that are replaced and lines that are added. */
class ChangedFile {
	readonly #lines: string[];
	/** By the number of the line whose brace they follow. */
	readonly #added = new Map<number, Set<string>>();

	constructor(text: string) {
		this.#lines = text.split('\n');
	}

	set({ line, column }: { line: number; column: number }, keyword: string, value: string | number | undefined): void {
		this.#lines[line - 1] = withValue(this.#lines[line - 1] ?? '', column - 1, keyword, value);
	}

	add(blockLine: number, text: string): void {
		const brace = this.#lines.findIndex((line, index) => index >= blockLine - 1 && line.includes('{'));
		this.#added.set(brace, (this.#added.get(brace) ?? new Set()).add(text));
	}

	text(): string {
		return this.#lines.flatMap((line, index) => withAdded(line, [...(this.#added.get(index) ?? [])])).join('\n');
	}
}

/** A line whose keyword, at a place, has another value; a comment or a brace behind it stays. */
function withValue(line: string, at: number, keyword: string, value: string | number | undefined): string {
	const rest = line.slice(at + keyword.length);
	const [old = ''] = /^(?:\\[#!]|\$\{\w*\}|"[^"]*"|[^"{}#!\r])*/.exec(rest) ?? [];
	const blanks = /\s*$/.exec(old)?.[0] ?? '';
	const tail = rest.slice(old.length);
	return `${line.slice(0, at)}${keyword} ${value}${tail === '' || tail === '\r' ? '' : blanks || ' '}${tail}`;
}

/** Lines right behind the brace that opens a block; what stands behind the brace goes behind them. */
function withAdded(line: string, added: readonly string[]): string[] {
	if (added.length === 0) return [line];
	const brace = line.indexOf('{') + 1;
	const rest = line.slice(brace);
	return /^\s*([#!].*)?$/.test(rest) ? [line, ...added] : [line.slice(0, brace), ...added, rest];
}
