import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { whyUnmodelled } from '../labs/sim/unmodelled.ts';
import type { FaultDescriptor } from '../scenario/faults/descriptor.ts';
import { FAULTS, type FaultKind } from '../scenario/faults/index.ts';

/** The page with the list. */
export const FAULTS_PAGE = fileURLToPath(new URL('../../docs/faults.md', import.meta.url));

const MARKED = /<!-- faults -->\n[\s\S]*?<!-- \/faults -->/;

/** The page with its list made anew from the descriptors. Throws Error where the page has lost its marks. */
export function withFaultList(page: string): string {
	if (!MARKED.test(page)) throw new Error('docs/faults.md has no marks <!-- faults --> and <!-- /faults --> for the list');
	const rows = Object.values(FAULTS).map(({ kind, call, does, undone, fuzz }: FaultDescriptor) => {
		const why = whyUnmodelled(kind as FaultKind);
		return `| \`${call.replaceAll('|', '\\|')}\` | ${does} | ${undone} | ${why === null ? 'yes' : `no: ${why}`} | ${fuzz ? 'yes' : 'no'} |\n`;
	});
	const head = '| in a drill | what it does | how it is undone | simulator | fuzz |\n|---|---|---|---|---|\n';
	return page.replace(MARKED, () => `<!-- faults -->\n\n${head}${rows.join('')}\n<!-- /faults -->`);
}

if (process.argv[1] === fileURLToPath(import.meta.url))
	await writeFile(FAULTS_PAGE, withFaultList(await readFile(FAULTS_PAGE, 'utf8')));
