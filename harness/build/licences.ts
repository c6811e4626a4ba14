import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../base/paths.ts';

/**
 * Names, licences and notices of the packages that bundled files are of, as their authors ask. `inputs` are paths of files, relative to the root
 * folder. Throws Error for a package without a licence.
 */
export function licencesOf(inputs: readonly string[]): string {
	const folders = new Set(inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0] ?? []));
	return [...folders].sort().map(ofPackage).join('\n');
}

function ofPackage(folder: string): string {
	const path = join(packageRoot, folder);
	const about = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as {
		name: string;
		version: string;
		license?: string;
	};
	const texts = readdirSync(path, { withFileTypes: true })
		.filter((entry) => entry.isFile() && /^(licen[cs]e|notice)/i.test(entry.name))
		.map(({ name }) => readFileSync(join(path, name), 'utf8').trim());
	if (texts.length === 0 && about.license === undefined) throw new Error(`${about.name} has no licence`);
	return `${'='.repeat(80)}\n${about.name} ${about.version} (${about.license ?? 'see below'})\n\n${texts.join('\n\n')}\n`;
}
