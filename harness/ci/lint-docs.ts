import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { RULES } from '../lint/rules/index.ts';

/** The page with the list of rules. */
export const LINT_PAGE = fileURLToPath(new URL('../../docs/lint.md', import.meta.url));

const MARKED = /<!-- rules -->\n[\s\S]*?<!-- \/rules -->/;

/** The page with its list made anew from the rules. Throws Error where the page has lost its marks. */
export function withRuleList(page: string): string {
	if (!MARKED.test(page)) throw new Error('docs/lint.md has no marks <!-- rules --> and <!-- /rules --> for the list');
	const rows = RULES.map(({ id, name, severity, says, fix, drill, proof }) => {
		const shown = drill === null ? '' : `\`${drill}\`${proof === null ? '' : ', proved'}`;
		return `| ${id} | \`${name}\` | ${severity} | ${cell(says)} | ${cell(fix)} | ${shown} |\n`;
	});
	const head = '| rule | name | severity | what happens | what to do | drill |\n|---|---|---|---|---|---|\n';
	return page.replace(MARKED, () => `<!-- rules -->\n\n${head}${rows.join('')}\n<!-- /rules -->`);
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('*', '\\*').replaceAll('<', '&lt;');

if (process.argv[1] === fileURLToPath(import.meta.url))
	await writeFile(LINT_PAGE, withRuleList(await readFile(LINT_PAGE, 'utf8')));
