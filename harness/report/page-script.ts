import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { builtDir } from '../base/paths.ts';

/** Script and style of a page, each in one piece, and what its content security policy calls the script. */
export interface PageAssets {
	script: string;
	style: string;
	/** `'sha256-…'`. */
	scriptSource: string;
}

const bundled = new Map<string, Promise<PageAssets>>();

/** The stored (`report`) or the live page's script with what it imports: as it was built, or bundled once a process where the sources run. */
export function pageAssets(page: 'report' | 'live'): Promise<PageAssets> {
	const known = bundled.get(page);
	if (known) return known;
	const made = load(page);
	bundled.set(page, made);
	return made;
}

async function load(page: 'report' | 'live'): Promise<PageAssets> {
	const { script, style } = await partsOf(page);
	return { script, style, scriptSource: `'sha256-${createHash('sha256').update(script).digest('base64')}'` };
}

async function partsOf(page: 'report' | 'live'): Promise<{ script: string; style: string }> {
	if (builtDir === null) return (await import('../build/parts.ts')).pageParts(page);
	const read = (file: string) => readFile(join(builtDir ?? '', 'page', file), 'utf8');
	const [script, style] = await Promise.all([read(`${page}.js`), read('style.css')]);
	return { script, style };
}
