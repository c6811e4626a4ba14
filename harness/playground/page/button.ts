import { element } from '../../report/page/element.ts';

/** A button that does something. */
export function button(text: string, act: () => void, cssClass = ''): HTMLButtonElement {
	const made = element('button', { type: 'button', ...(cssClass === '' ? {} : { class: cssClass }) }, text);
	made.addEventListener('click', act);
	return made;
}
