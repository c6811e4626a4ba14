import { readKeepalived } from './read.ts';
import { walk } from './statement.ts';

/** A keepalived.conf with keywords of every `vrrp_instance` set to other values, as `setInBlocks` does it. */
export function setInInstances(text: string, set: Readonly<Record<string, string | number>>, host: string | null = null): string {
	return setInBlocks(text, 'vrrp_instance', set, host);
}

/**
 * A keepalived.conf with keywords of every block of a kind set to other values: the values on the line that sets one are replaced, else a line is added
 * as the block's first. All else, comments too, stays as it is. Blocks of included files stay: this is one file.
 */
export function setInBlocks(
	text: string,
	block: string,
	set: Readonly<Record<string, string | number>>,
	host: string | null = null,
): string {
	const { statements } = readKeepalived({ files: new Map([['f', text]]), main: 'f', host });
	const lines = text.split('\n');
	const added = new Map<number, string[]>();
	for (const { statement } of walk(statements)) {
		if (statement.keyword !== block || statement.kind !== 'block' || statement.isDropped) continue;
		const own = statement.block ?? [];
		const missing = Object.keys(set).filter((name) => !own.some(({ keyword }) => keyword === name));
		for (const { keyword, at } of own)
			if (Object.hasOwn(set, keyword))
				lines[at.line - 1] = withValue(lines[at.line - 1] ?? '', at.column - 1, keyword, set[keyword]);
		const brace = lines.findIndex((line, index) => index >= statement.at.line - 1 && line.includes('{'));
		if (missing.length > 0) added.set(brace, [...(added.get(brace) ?? []), ...missing.map((name) => `    ${name} ${set[name]}`)]);
	}
	return lines.flatMap((line, index) => withAdded(line, added.get(index) ?? [])).join('\n');
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
