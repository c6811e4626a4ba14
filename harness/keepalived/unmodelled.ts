import { parseSignature } from './grammar.ts';
import type { Keyword } from './keyword.ts';
import { matchWords } from './match.ts';
import type { Place } from './place.ts';
import type { Statement } from './statement.ts';
import type { Word } from './words.ts';

/** A statement that something passes over. */
export interface Unmodelled {
	at: Place;
	what: string;
}

/** The statements of a configuration that the simulator, or the theory, does not act on, by the keyword table; of a block as a whole only its head. Passwords are left out. */
export function unmodelled(statements: readonly Statement[], by: 'simulator' | 'theory'): Unmodelled[] {
	return statements.flatMap((statement) => inBlock(statement, by, null));
}

function inBlock(statement: Statement, by: 'simulator' | 'theory', nic: string | null): Unmodelled[] {
	const { spec, keyword, args, at, block } = statement;
	if (statement.kind === 'skipped') return [];
	if (!spec?.models?.includes(by) || statement.isDropped) return [{ at, what: spec?.secret ? keyword : words(keyword, args) }];
	const first: Word = { text: keyword, at, chain: [], quoted: false };
	if (block === null)
		return left(spec.args, args, spec, nic).map((word) => ({ at: word.at, what: `${word.text}, of ${first.text}` }));
	const own = block.find((one) => one.keyword === 'interface')?.args[0]?.text ?? nic;
	return block.flatMap((inner) => (inner.kind === 'entry' ? inEntry(inner, spec, own) : inBlock(inner, by, own)));
}

function inEntry(entry: Statement, spec: Keyword, nic: string | null): Unmodelled[] {
	const all = [{ text: entry.keyword, at: entry.at, chain: entry.chain, quoted: false }, ...entry.args];
	return left(spec.entries ?? '', all, spec, nic).map((word) => ({ at: word.at, what: `${word.text}, of ${entry.keyword}` }));
}

/** Options that nothing acts on; the NIC of an address is none where it is that of the instance. */
function left(signature: string, all: readonly Word[], { modelsOptions }: Keyword, nic: string | null): Word[] {
	if (modelsOptions === undefined) return [];
	const { literals, extra } = matchWords(parseSignature(signature), all);
	const isOwn = (word: Word) => word.text === 'dev' && all[all.indexOf(word) + 1]?.text === nic;
	return [...literals.filter((word) => !modelsOptions.includes(word.text) && !isOwn(word)), ...extra];
}

const words = (keyword: string, args: readonly Word[]) => [keyword, ...args.map(({ text }) => text)].join(' ');
