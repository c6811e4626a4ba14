import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Finding } from '../lint/finding.ts';
import { inputOfConfs } from '../lint/input-of-confs.ts';
import { lint } from '../lint/lint.ts';
import { loadLintConfig } from '../load/lint-config.ts';
import { LintFiles, readIncludes } from '../load/lint-files.ts';

/** Hosts that are looked at together, at most: more would make typing slow. */
const MOST_HOSTS = 12;

/** Lints a file as the editor has it, beside those of the other hosts: `<host>/keepalived.conf` and `<host>.conf` of one folder. What is open counts as it is shown. */
export async function findingsOf(path: string, open: ReadonlyMap<string, string>): Promise<Finding[]> {
	const files = new LintFiles();
	for (const [file, text] of open) files.take(file, text);
	const aliases = new Map<string, string>();
	const others = new Map<string, string>();
	const mains = [path, ...siblingsOf(path)].filter((file) => files.readIfThere(file) !== null);
	for (const main of mains) for (const [file, text] of readIncludes(main, files, aliases)) others.set(file, text);
	const confs = new Map(
		mains.flatMap((file) => (others.has(file) && file !== path ? [] : [[file, files.texts.get(file) ?? ''] as const])),
	);
	for (const file of confs.keys()) others.delete(file);
	const settings = await loadLintConfig([dirname(path), dirname(dirname(path))]);
	return lint(inputOfConfs(confs, { others, aliases }), settings);
}

/** The files of the other hosts of a cluster folder; none where the folder is no cluster's. */
function siblingsOf(path: string): string[] {
	const own = dirname(path);
	const isCluster = (folder: string) => statSync(join(folder, 'cluster.yaml'), { throwIfNoEntry: false }) !== undefined;
	const folder = isCluster(own) ? own : isCluster(dirname(own)) ? dirname(own) : null;
	if (folder === null) return [];
	const folders = () =>
		readdirSync(folder, { withFileTypes: true }).flatMap((one) =>
			one.isDirectory() ? [join(folder, one.name, basename(path))] : [],
		);
	const found = own === folder ? besides(folder, path) : folders();
	return found
		.filter((file) => file !== path && statSync(file, { throwIfNoEntry: false })?.isFile() === true)
		.slice(0, MOST_HOSTS);
}

const besides = (folder: string, path: string) =>
	path.endsWith('.conf')
		? readdirSync(folder)
				.filter((name) => name.endsWith('.conf'))
				.map((name) => join(folder, name))
		: [];
