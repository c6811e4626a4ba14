import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { build } from 'esbuild';
import { packageRoot } from '../base/paths.ts';

/** Script and style of a page, each in one piece, and what its content security policy calls the script. */
export interface PageAssets {
	script: string;
	style: string;
	/** `'sha256-…'`. */
	scriptSource: string;
}

const bundled = new Map<string, Promise<PageAssets>>();

/** Bundles the stored (`report`) or the live page's script with what it imports; once a process. */
export function pageAssets(page: 'report' | 'live'): Promise<PageAssets> {
	const known = bundled.get(page);
	if (known) return known;
	const made = bundle(page);
	bundled.set(page, made);
	return made;
}

async function bundle(page: 'report' | 'live'): Promise<PageAssets> {
	const folder = join(packageRoot, 'harness/report/page');
	const [script, style] = await Promise.all([
		build({
			...{ bundle: true, minify: true, write: false, target: 'es2022', logLevel: 'silent' },
			...{ entryPoints: [join(folder, `${page}.ts`)], format: 'iife', platform: 'browser' },
			// The libraries' licences want their notices kept.
			legalComments: 'eof',
		}),
		build({ bundle: true, minify: true, write: false, logLevel: 'silent', entryPoints: [join(folder, 'style.css')] }),
	]);
	// What would end the element is not code here, but part of strings.
	const text = (script.outputFiles[0]?.text ?? '').replace(/<(?=\/script|!--|script)/gi, '\\x3c');
	return {
		script: text,
		style: style.outputFiles[0]?.text ?? '',
		scriptSource: `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
	};
}
