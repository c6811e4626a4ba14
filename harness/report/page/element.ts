/** A new element with attributes and content; text is always text, never markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
	name: K,
	attributes: Readonly<Record<string, string>> = {},
	...content: (Node | string)[]
): HTMLElementTagNameMap[K] {
	const made = document.createElement(name);
	for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
	made.append(...content);
	return made;
}

/** A table that scrolls sideways where it must, also by keyboard. */
export function tableElement(
	caption: string,
	heads: readonly string[],
	rows: readonly (readonly (string | Node)[])[],
): HTMLElement {
	const head = element('tr', {}, ...heads.map((text) => element('th', { scope: 'col' }, text)));
	const body = rows.map((cells) => element('tr', {}, ...cells.map((cell) => element('td', {}, cell))));
	const table = element(
		'table',
		{},
		element('caption', { class: 'hidden' }, caption),
		element('thead', {}, head),
		element('tbody', {}, ...body),
	);
	return element('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption }, table);
}
