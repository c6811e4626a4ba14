import type { Keyword } from './keyword.ts';
import type { Chain, Place } from './place.ts';
import type { Word } from './words.ts';

/** One statement as keepalived reads it: the words of a line, and what is in its braces. */
export interface Statement {
	/**
	 * `setting`: a keyword and its values. `block`: it has keywords in braces. `list`: it has lines in braces. `entry`: one of those lines. `unknown`: no
	 * keyword there, so nobody reads it. `skipped`: in a block that keepalived drops.
	 */
	kind: 'setting' | 'block' | 'list' | 'entry' | 'unknown' | 'skipped';
	keyword: string;
	/** What follows the keyword. */
	args: Word[];
	/** Of the keyword. */
	at: Place;
	/** How it came to be read: includes, definitions, sequences. */
	chain: Chain;
	/** Null for `unknown`, `entry` and `skipped`. */
	spec: Keyword | null;
	/** What is in its braces; null without. */
	block: Statement[] | null;
	/** keepalived drops the whole block. */
	isDropped: boolean;
}

/** Every statement of a tree, in the order of the file, with those around it from the outside in. */
export function* walk(
	statements: readonly Statement[],
	owners: readonly Statement[] = [],
): Generator<{ statement: Statement; owners: readonly Statement[] }> {
	for (const statement of statements) {
		yield { statement, owners };
		if (statement.block) yield* walk(statement.block, [...owners, statement]);
	}
}

/** What a statement is called in a message: `vrrp_instance VI_1 priority`. */
export function fieldOf(statement: Statement, owners: readonly Statement[]): string {
	const named = owners.map(({ keyword, args }) => [keyword, ...args.map(({ text }) => text)].join(' '));
	return [...named, statement.kind === 'entry' ? '' : statement.keyword].filter((part) => part !== '').join(' ');
}
