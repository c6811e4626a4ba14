import type { Folder } from './folder.ts';

/** What stands in the built page where the folder goes that it begins with. */
export const START = 'null';

/** The built page, beginning with a folder of the user's. */
export function startingWith(page: string, name: string, folder: Folder): string {
	const element = '<script type="application/json" id="start">';
	const json = JSON.stringify({ name, folder }).replaceAll('<', '\\u003c');
	return page.replace(`${element}${START}`, () => `${element}${json}`);
}
