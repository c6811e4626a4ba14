import { escapeMarkup } from './escape.ts';
import { escapeMarkdown } from './escape-markdown.ts';

export const HIDDEN = '(hidden)';

/** Bytes. A shorter value would be hidden in half of all words. It is hidden where it stands behind its keyword, as any is. */
const SHORTEST = 4;
/** Up to this length a value may be part of a longer word, and is hidden as a whole word only. */
const MAY_BE_PART = 8;
/** Printed text is hidden in as a whole, JSON too: what has fewer letters and digits than this could be part of its punctuation. */
const WORDLIKE = 4;

/** The values that are known to be secret, and texts without them. */
class KnownSecrets {
	readonly #values = new Set<string>();
	readonly #public = new Set<string>();
	#strings: RegExp | null = null;
	#printed: RegExp | null = null;

	#vocabulary: () => ReadonlySet<string> = () => new Set();

	/** Spares the words that reports are made of: hiding one would spoil them. `words` is called when the first value is noted. */
	spare(words: () => ReadonlySet<string>): void {
		this.#vocabulary = words;
		this.#compile();
	}

	/** Notes values that are secret from now on. */
	add(...values: readonly string[]): void {
		for (const value of values) if (new TextEncoder().encode(value).length >= SHORTEST) this.#values.add(value);
		this.#compile();
	}

	/** Notes names that everybody knows: a secret of that name cannot be hidden, and would only be shown by its gaps. */
	addPublic(...names: readonly string[]): void {
		for (const name of names) this.#public.add(name);
		this.#compile();
	}

	/** Forgets everything, for tests. */
	clear(): void {
		this.#values.clear();
		this.#public.clear();
		this.#compile();
	}

	get isEmpty(): boolean {
		return this.#strings === null;
	}

	/** A text of a report without them. */
	hide(text: string): string {
		return this.#strings ? text.replace(this.#strings, () => HIDDEN) : text;
	}

	/** A printed text without them: it may be JSON, so figures stay, and what has no letters. */
	hidePrinted(text: string): string {
		return this.#printed ? text.replace(this.#printed, () => HIDDEN) : text;
	}

	#compile(): void {
		const hidden = [...this.#values].filter((value) => !this.#public.has(value) && !this.#vocabulary().has(value));
		this.#strings = oneOf(hidden.flatMap(formsOf).map(pattern));
		this.#printed = oneOf(hidden.flatMap((value) => formsOf(value).map(isWordlike(value) ? pattern : quoted)));
	}
}

/** A value as it is written in JSON, HTML, XML, markdown or an address. */
function formsOf(value: string): string[] {
	const json = JSON.stringify(value).slice(1, -1);
	return [...new Set([value, json, escapeMarkup(value), escapeMarkup(json), escapeMarkdown(value), encoded(value)])];
}

function encoded(value: string): string {
	try {
		return encodeURIComponent(value);
	} catch {
		// Half a surrogate pair stands in no address.
		return value;
	}
}

function isWordlike(value: string): boolean {
	const letters = value.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
	return letters >= WORDLIKE && !/^\d+$/.test(value);
}

const LETTER = '[\\p{L}\\p{N}_]';
const startsWord = new RegExp(`^${LETTER}`, 'u');
const endsWord = new RegExp(`${LETTER}$`, 'u');

function pattern(form: string): string {
	const escaped = form.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
	if ([...form].length > MAY_BE_PART) return escaped;
	return `${startsWord.test(form) ? `(?<!${LETTER})` : ''}${escaped}${endsWord.test(form) ? `(?!${LETTER})` : ''}`;
}

const quoted = (form: string) => `(?<=["'\`])${pattern(form)}(?=["'\`])`;

/** The longest first, so that no part of one stays. */
function oneOf(patterns: string[]): RegExp | null {
	if (patterns.length === 0) return null;
	return new RegExp([...new Set(patterns)].sort((a, b) => b.length - a.length).join('|'), 'gu');
}

/** What this process has read that is secret. Every way to the terminal, a file or a page asks it. */
export const knownSecrets = new KnownSecrets();

/** The words that JSON Schemas give to keys and values. */
export function wordsOfSchemas(schemas: readonly object[]): Set<string> {
	const words = new Set<string>();
	const look = (value: unknown, key = ''): void => {
		if (typeof value === 'string' && (key === 'const' || key === 'enum' || key === 'required')) words.add(value);
		if (Array.isArray(value)) for (const item of value) look(item, key);
		else if (typeof value === 'object' && value !== null)
			for (const [name, inner] of Object.entries(value)) {
				if (key === 'properties') words.add(name);
				look(inner, name);
			}
	};
	for (const schema of schemas) look(schema);
	return words;
}
