import { didYouMean } from '../base/did-you-mean.ts';
import { checkEntry, checkSetting } from './checks/lines.ts';
import type { Wrong } from './checks/routes.ts';
import { describeType, type Grammar, parseSignature, type ValueType } from './grammar.ts';
import type { Keyword } from './keyword.ts';
import { rootKeywords } from './keywords/root.ts';
import { type Matched, matchWords, wrongWith } from './match.ts';
import { blockName, placesOf } from './nearest.ts';
import type { Diagnostic, Diagnostics } from './place.ts';
import { fieldOf, type Statement, walk } from './statement.ts';
import { type Early, isIn } from './tree.ts';
import { isAtLeast } from './versions.ts';
import type { Word } from './words.ts';

/** What follows a keyword in a version of keepalived. */
export function signatureIn(version: string, { args, changes = [] }: Keyword): string {
	return changes.findLast((change) => change.args !== undefined && isAtLeast(version, change.since))?.args ?? args;
}

/** Holds every statement against the table, and says what keepalived makes of those that it does not take. */
export function validate(
	statements: readonly Statement[],
	version: string,
	early: ReadonlyMap<Statement, Early>,
	diagnostics: Diagnostics,
): void {
	const check = new Check(version, early, diagnostics);
	for (const { statement, owners } of walk(statements)) check.statement(statement, owners);
	for (const { statement } of [{ statement: { block: statements } }, ...walk(statements)]) check.repeated(statement.block ?? []);
}

type More = Partial<Pick<Diagnostic, 'fix' | 'value' | 'keepalived' | 'severity'>>;

class Check {
	readonly #near = new Map<readonly Keyword[], Map<string, string | null>>();

	constructor(
		readonly version: string,
		readonly early: ReadonlyMap<Statement, Early>,
		readonly diagnostics: Diagnostics,
	) {}

	statement(statement: Statement, owners: readonly Statement[]): void {
		const { kind, spec } = statement;
		if (this.diagnostics.isFull || owners.some(({ isDropped }) => isDropped) || statement.isDropped || kind === 'skipped') return;
		if (kind === 'unknown') this.#unknown(statement, owners);
		if (kind === 'entry') this.#entry(statement, owners);
		if (!spec) return;
		if (spec.instead !== undefined) {
			const keepalived = spec.complains ? 'complains' : 'silent';
			const more = { severity: 'warning', keepalived, fix: `Write ${spec.instead}` } as const;
			this.#tell('deprecated', statement, owners, statement.args[0] ?? null, `keepalived has ${spec.instead} for it now`, more);
		}
		if (kind !== 'list' || spec.args !== '') this.#arguments(statement, owners, spec);
		if (kind === 'list') this.#list(statement, owners, spec);
	}

	/** Lists of which keepalived complains where nothing is in them. */
	#list(statement: Statement, owners: readonly Statement[], { name }: Keyword): void {
		if ((statement.block ?? []).length > 0 || !/^(notification_email|group|interfaces|virtual_server_group)$/.test(name)) return;
		this.#tell('block-incomplete', statement, owners, null, 'there is nothing in it', {
			severity: 'warning',
			fix: 'Fill it, or remove it',
		});
	}

	/** Settings that are made more than once in a block. */
	repeated(block: readonly Statement[]): void {
		const seen = new Map<string, Statement>();
		for (const statement of block) {
			const { spec, keyword, at } = statement;
			if (!spec || spec.many) continue;
			const before = seen.get(keyword);
			if (!before) seen.set(keyword, statement);
			// The rounds of a sequence are one line.
			if (!before || isSamePlace(before, statement)) continue;
			if (!spec.firstCounts && wordsOf(before) === wordsOf(statement)) continue;
			const counts = spec.firstCounts ? `so keepalived passes over this one` : 'and the last one counts';
			this.diagnostics.add({
				...{ code: 'repeated', severity: spec.firstCounts ? 'warning' : 'note', at, chain: statement.chain, field: keyword },
				...{ message: `line ${before.at.line} sets ${keyword} too, ${counts}`, fix: 'Remove one of them' },
				keepalived: spec.firstCounts ? 'complains' : 'silent',
			});
		}
	}

	#unknown(statement: Statement, owners: readonly Statement[]): void {
		const found = this.#whyUnknown(statement, owners);
		if (found) this.#tell(found.code, statement, owners, null, found.message, { fix: found.fix });
	}

	/** Null where it has been told already. */
	#whyUnknown(
		statement: Statement,
		owners: readonly Statement[],
	): { code: Diagnostic['code']; message: string; fix: string } | null {
		const { keyword } = statement;
		const owner = owners.at(-1);
		const here = owner?.spec?.block ?? rootKeywords;
		if (/^(<{7}|={7}|>{7}|\|{7})/.test(keyword))
			return { code: 'merge-marker', message: 'an unfinished merge left this', fix: 'Finish the merge' };
		const other = here.find(({ name }) => name === keyword);
		if (other) {
			const known = isAtLeast(this.version, other.since ?? '2.0.0') ? `until ${other.until}` : `since ${other.since}`;
			const message = `keepalived knows this ${known} alone, and this is ${this.version}, which passes over it`;
			return { code: 'version', message, fix: 'Remove it, or name another version of keepalived' };
		}
		const places = placesOf(keyword).filter((placed) => isIn(this.version, placed.keyword));
		const where = owner ? blockName([...owners.map((one) => one.keyword)]) : 'outside of any block';
		if (places.length > 0) {
			const belongs = [...new Set(places.map(({ path }) => blockName(path)))].slice(0, 3).join(', or ');
			const early = this.early.get(statement);
			const message = early
				? `${keyword} stands ${where}, since the } of ${early.culprit.keyword} (line ${early.culprit.at.line}) closed ${early.owner.keyword}, so keepalived passes over it`
				: `${keyword} has no place ${owner ? `in ${where}` : where}, so keepalived passes over it`;
			const fix = early ? `Mend line ${early.culprit.at.line}` : `Move it to ${belongs}`;
			return { code: 'misplaced-keyword', message, fix };
		}
		if (/^\$[A-Za-z_]\w*$/.test(keyword)) {
			if (statement.args[0]?.text.startsWith('=')) return null;
			const message = `no definition before it is called ${keyword}, so keepalived takes it for a keyword, and passes over it`;
			return { code: 'definition-unknown', message, fix: `Define ${keyword}= above` };
		}
		const near = this.#nearest(keyword, here);
		const fix = near === null ? 'Remove it, or correct the word' : `Write ${near}`;
		const message = `keepalived knows no such keyword ${owner ? `in ${where}` : where}, and passes over it`;
		return { code: 'unknown-keyword', message, fix };
	}

	/** The keyword of a block that a word most likely meant. The rounds of a sequence ask for one word thousands of times. */
	#nearest(word: string, here: readonly Keyword[]): string | null {
		const known = this.#near.get(here) ?? new Map<string, string | null>();
		this.#near.set(here, known);
		const before = known.get(word);
		if (before !== undefined) return before;
		// No keyword is longer, and the search takes as long as both words multiplied.
		const candidates = word.length > 40 ? [] : here.filter((one) => isIn(this.version, one)).map(({ name }) => name);
		const near = didYouMean(word, candidates);
		known.set(word, near);
		return near;
	}

	#arguments(statement: Statement, owners: readonly Statement[], spec: Keyword): void {
		const grammar = parseSignature(signatureIn(this.version, spec));
		const matched = matchWords(grammar, statement.args);
		if (matched.missing !== null) this.#missing(statement, owners, spec, matched.missing);
		for (const { word, type } of matched.values) this.#value(statement, owners, spec, word, type);
		if (matched.missing === null && matched.values.every(({ word, type }) => wrongWith(type, word.text) === null))
			this.#line(statement, owners, statement.args, checkSetting(statement.keyword, texts(statement.args)));
		this.#extra(statement, owners, spec, grammar, matched);
	}

	#missing(statement: Statement, owners: readonly Statement[], spec: Keyword, wanted: ValueType | string): void {
		// A script is read from the line itself, so that a quote that is never closed hides it.
		const isHidden = spec.args === '<script>' && this.diagnostics.has('quote-unclosed', statement.at);
		const refuses = spec.missing === undefined && statement.args.length === 0 && !isHidden;
		const what = refuses ? 'keepalived ends without it, and refuses the file' : 'keepalived passes over the line';
		const words = typeof wanted === 'string' ? wanted : describeType(wanted);
		this.#tell('missing-argument', statement, owners, null, `a value is missing, and ${what}`, {
			fix: `Write ${statement.keyword} and ${words}`,
			value: '',
			keepalived: refuses ? 'refuses' : 'complains',
		});
	}

	#value(statement: Statement, owners: readonly Statement[], spec: Keyword, word: Word, type: ValueType): void {
		const wrong = wrongWith(type, word.text);
		if (wrong === null) return;
		const later = spec.changes?.find(({ since, args }) => args !== undefined && !isAtLeast(this.version, since));
		const laterType = later?.args === undefined ? null : (matchWords(parseSignature(later.args), [word]).values[0]?.type ?? null);
		if (later && laterType && wrongWith(laterType, word.text) === null) {
			const message = `it ${later.says} only since ${later.since}, and this is ${this.version}: keepalived ${outcome(spec)}`;
			this.#tell('version', statement, owners, word, message, { fix: `Write ${describeType(type)}` });
			return;
		}
		const fix = `Write ${describeType(type)}`;
		this.#tell('bad-value', statement, owners, word, `is not valid, and keepalived ${outcome(spec)}`, { fix });
	}

	#extra(statement: Statement, owners: readonly Statement[], spec: Keyword, grammar: Grammar, { extra }: Matched): void {
		const [first] = extra;
		if (!first) return;
		const siblings = owners.at(-1)?.spec?.block ?? rootKeywords;
		const second = extra.find(({ text }) => siblings.some(({ name }) => name === text));
		if (second) {
			const message = `keepalived takes one keyword a line, so it loses ${second.text}`;
			this.#tell('two-keywords', statement, owners, second, message, {
				keepalived: 'silent',
				fix: `Put ${second.text} on a line of its own`,
			});
			return;
		}
		const hasOptions = grammar.some(({ kind }) => kind === 'options' || kind === 'literal' || kind === 'optional');
		const isRead = !/weight/.test(spec.name) || statement.args.indexOf(first) < 2;
		const isComplained = hasOptions && isRead && spec.block === undefined && /weight|lvs_|lb_kind/.test(spec.name);
		const message = `keepalived reads no more than ${statement.keyword}${spec.args === '' ? '' : ' and its value'} here, and loses this`;
		const value = extra.map(({ text }) => text).join(' ');
		const keepalived = isComplained ? 'complains' : 'silent';
		this.#tell('extra-words', statement, owners, { ...first, text: value }, message, {
			severity: 'warning',
			fix: 'Remove it, or put it on a line of its own',
			keepalived,
		});
	}

	#entry(statement: Statement, owners: readonly Statement[]): void {
		const spec = owners.at(-1)?.spec;
		if (spec?.entries === undefined) return;
		const first: Word = { text: statement.keyword, at: statement.at, chain: statement.chain, quoted: false };
		const { values, missing, extra } = matchWords(parseSignature(spec.entries), [first, ...statement.args]);
		for (const { word, type } of values) {
			if (wrongWith(type, word.text) === null) continue;
			const dropped = word === first ? 'the whole line' : 'this';
			const isAddress = type.type === 'address';
			const message = isAddress
				? `this is not ${describeType({ ...type, prefix: false })}, and keepalived drops ${dropped}`
				: `is not valid, and keepalived passes over ${dropped}`;
			this.#tell('bad-value', statement, owners, word, message, { fix: `Write ${describeType(type)}` });
		}
		if (missing !== null) {
			const words = typeof missing === 'string' ? missing : describeType(missing);
			const message = 'a value is missing, and keepalived drops the line';
			this.#tell('missing-argument', statement, owners, null, message, { fix: `Write ${words} behind it`, value: '' });
		}
		if (missing === null && values.every(({ word, type }) => wrongWith(type, word.text) === null)) {
			const words = [first, ...statement.args];
			this.#line(statement, owners, words, checkEntry(spec.name, texts(words)));
		}
		const [unknown] = extra;
		if (unknown) {
			const message = `keepalived knows no such option in ${spec.name}, and passes over it`;
			// Of a track_… line keepalived reads four words.
			const isRead = !spec.name.startsWith('track_') || statement.args.indexOf(unknown) < 3;
			this.#tell('unknown-option', statement, owners, unknown, message, {
				severity: 'warning',
				keepalived: isRead ? 'complains' : 'silent',
				fix: 'Remove it, or correct the word',
			});
		}
	}

	#line(statement: Statement, owners: readonly Statement[], words: readonly Word[], found: Wrong | null): void {
		if (!found) return;
		const word = words[found.index] ?? null;
		const keepalived = found.refuses ? 'refuses' : 'complains';
		this.#tell('line-invalid', statement, owners, word, found.message, { severity: 'warning', fix: found.fix, keepalived });
	}

	#tell(
		code: Diagnostic['code'],
		statement: Statement,
		owners: readonly Statement[],
		word: Word | null,
		message: string,
		{ severity = 'error', keepalived = 'complains', fix, value }: More,
	): void {
		const at = word && word.at.length > 0 ? word.at : statement.at;
		const chain = word ? word.chain : statement.chain;
		const isSecret = statement.spec?.secret === true || owners.some(({ spec }) => spec?.secret === true);
		const text = value ?? word?.text ?? statement.keyword;
		this.diagnostics.add({
			...{ code, severity, message, at, chain, keepalived, field: fieldOf(statement, owners) },
			...(isSecret ? {} : { value: text }),
			...(fix === undefined ? {} : { fix }),
			...((statement.spec ?? owners.at(-1)?.spec)?.models ? { isModelled: true } : {}),
		});
	}
}

/** What keepalived does with a value that it does not take. */
function outcome({ bad = 'ignored', badSets = '' }: Keyword): string {
	if (bad === 'set') return `sets ${badSets} instead`;
	return bad === 'clamped' ? 'sets the nearest one that it takes' : bad === 'ignored' ? 'would ignore it' : 'drops it';
}

const isSamePlace = ({ at: a }: Statement, { at: b }: Statement) =>
	a.line === b.line && a.column === b.column && a.file === b.file;
const texts = (words: readonly Word[]) => words.map(({ text }) => text);
const wordsOf = ({ args }: Statement) => args.map(({ text }) => text).join(' ');
