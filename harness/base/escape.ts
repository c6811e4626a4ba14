const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Characters that XML 1.0 cannot carry at all (control characters but tab and line ends, lone surrogates, U+FFFE and U+FFFF) become U+FFFD. */
export function xmlCharacters(text: string): string {
	return text.replace(/[^\t\n\r\u{20}-\u{7E}\u{A0}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}');
}

/** Text for HTML or XML 1.0, in content as in quoted attributes. */
export function escapeMarkup(text: string): string {
	return xmlCharacters(text).replace(/[&<>"']/g, (character: string) => ENTITIES[character] ?? character);
}

/** Attributes of an XML element, each with the blank before it. */
export function xmlAttributes(values: Readonly<Record<string, string | number>>): string {
	return Object.entries(values)
		.map(([name, value]) => ` ${name}="${escapeMarkup(String(value))}"`)
		.join('');
}

/** The message of a workflow command of GitHub Actions, as actions/toolkit escapes it (packages/core/src/command.ts), so that no text ends its line. */
export function commandData(text: string): string {
	return text
		.replaceAll('%', '%25')
		.replaceAll('\r', '%0D')
		.replaceAll('\n', '%0A')
		.replace(/\p{Cc}/gu, ' ');
}

/** A property of such a command. */
export const commandProperty = (text: string): string => commandData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
