import type { Keyword } from './keyword.ts';
import { rootKeywords } from './keywords/root.ts';

/** A keyword at one place of the table, with the names of the blocks around it. */
export interface Placed {
	keyword: Keyword;
	/** From the outside in; empty for what stands outside of any block. */
	path: readonly string[];
}

/** Every keyword at every place, in the order of the table. */
export const allKeywords: readonly Placed[] = placed(rootKeywords, []);

function placed(keywords: readonly Keyword[], path: readonly string[]): Placed[] {
	return keywords.flatMap((keyword) => [{ keyword, path }, ...placed(keyword.block ?? [], [...path, keyword.name])]);
}

const byName = new Map<string, Placed[]>();
for (const one of allKeywords) byName.set(one.keyword.name, [...(byName.get(one.keyword.name) ?? []), one]);

/** Every place of a keyword; empty where there is none. */
export const placesOf = (name: string): readonly Placed[] => byName.get(name) ?? [];

/** A block as people write it: `virtual_server { real_server { … } }` becomes `real_server of virtual_server`. */
export const blockName = (path: readonly string[]): string =>
	path.length === 0 ? 'outside of any block' : [...path].reverse().join(' of ');
