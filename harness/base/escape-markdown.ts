import { stripVTControlCharacters } from 'node:util';

/**
 * Text for a line or a table cell of GitHub-flavoured markdown: no markup, no HTML, no image, no link and no mention comes of it. Control
 * characters and line ends become blanks. By CommonMark 0.31 §2.4 any ASCII punctuation may be escaped; a mention is broken by a zero-width
 * space, for GitHub looks for it in the rendered text.
 */
export function escapeMarkdown(text: string): string {
	return stripVTControlCharacters(text)
		.replace(/\p{Cc}+/gu, ' ')
		.replace(/[\\`*_[\]|#!~]/g, '\\$&')
		.replace(/&/g, '&amp;')
		.replace(/</g, '&lt;')
		.replace(/>/g, '&gt;')
		.replace(/@(?=\w)/g, '@\u200b')
		.replace(/:\/\//g, ':\u200b//');
}
