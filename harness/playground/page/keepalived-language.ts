import { HighlightStyle, StreamLanguage, syntaxHighlighting } from '@codemirror/language';
import { tags } from '@lezer/highlight';

/** Where a line's reader stands. */
interface Line {
	isFirst: boolean;
}

/** keepalived.conf as the keyword table knows it: its keywords stand out, another first word does not. */
export function keepalivedLanguage(names: ReadonlySet<string>, blocks: ReadonlySet<string>): StreamLanguage<Line> {
	return StreamLanguage.define<Line>({
		name: 'keepalived',
		startState: () => ({ isFirst: true }),
		token(stream, line) {
			if (stream.sol()) line.isFirst = true;
			if (stream.eatSpace()) return null;
			if (stream.match(/^[#!].*/)) return 'comment';
			if (stream.match(/^"(?:[^"\\]|\\.)*"?/)) return 'string';
			if (stream.match(/^[{}]/)) {
				line.isFirst = true;
				return 'brace';
			}
			if (stream.match(/^\$\w+|^\$\{\w+\}?/)) return 'variableName';
			const word = (stream.match(/^[^\s{}"#]+/) as RegExpMatchArray | null)?.[0];
			if (word === undefined) {
				stream.next();
				return null;
			}
			const wasFirst = line.isFirst;
			line.isFirst = false;
			if (wasFirst) return blocks.has(word) ? 'heading' : names.has(word) || /^include[rmwba]?$/.test(word) ? 'keyword' : null;
			return /^[\d.:/a-f]+$/i.test(word) && /\d/.test(word) ? 'number' : null;
		},
		languageData: { commentTokens: { line: '#' } },
	});
}

/** The page's own colours, by the reader's light or dark. */
export const highlighting = syntaxHighlighting(
	HighlightStyle.define([
		{ tag: tags.comment, color: 'var(--soft)', fontStyle: 'italic' },
		{ tag: tags.heading, color: 'var(--code-block)', fontWeight: '650' },
		{ tag: [tags.keyword, tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--accent)' },
		{ tag: [tags.string, tags.content], color: 'var(--code-text)' },
		{ tag: tags.number, color: 'var(--code-number)' },
		{ tag: tags.variableName, color: 'var(--code-text)' },
		{ tag: [tags.brace, tags.separator, tags.punctuation], color: 'var(--soft)' },
	]),
);
