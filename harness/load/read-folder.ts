import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { InputError } from '../base/errors.ts';
import { buildClusterSpec } from '../cluster/cluster-spec.ts';

/** No configuration is longer, bytes. */
const LONGEST = 256 * 1024;
const MOST_FILES = 100;
const DEEPEST = 4;

/**
 * A folder's files as texts, by their paths from there: of a cluster folder what its cluster.yaml names, else every text file. What it names outside
 * of the folder is taken in, under a path of its own. Throws InputError where there is no such folder.
 */
export function readFolder(dir: string): Record<string, string> {
	if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory()) {
		const fix = 'Name a folder with a cluster.yaml or with keepalived.conf files';
		throw new InputError([{ file: dir, field: 'folder', problem: 'there is no such folder', fix }]);
	}
	const yaml = textOf(join(dir, 'cluster.yaml'));
	const named = yaml === null ? null : namedBy(yaml, dir);
	return named === null ? textsBelow(dir) : takenIn({ ...named, 'cluster.yaml': yaml ?? '' });
}

/** The files that a cluster.yaml names; null where it has mistakes, so that not all of them are known. */
function namedBy(text: string, dir: string): Record<string, string> | null {
	const found: Record<string, string> = {};
	const files = (path: string): string | null => {
		const content = textOf(resolve(dir, path));
		if (content !== null) found[path.replace(/^\.\//, '')] = content;
		return content;
	};
	try {
		buildClusterSpec({ dir, clusterYaml: { path: 'cluster.yaml', text }, files });
		return found;
	} catch (error) {
		if (!(error instanceof InputError)) throw error;
		return null;
	}
}

/** Paths that lead out of the folder lead into it: `../other/files/x` is `files/x`, or `x` with a number where that is another file. */
function takenIn(files: Record<string, string>): Record<string, string> {
	const inside: Record<string, string> = {};
	for (const [path, text] of Object.entries(files)) if (!leadsOut(path)) inside[path] = text;
	for (const [path, text] of Object.entries(files).filter(([one]) => leadsOut(one))) {
		const wanted = path.replace(/^(\.\.\/)+([^/]+\/(?=.*\/)|[^/]+\/)?/, '').replace(/^\/+/, '');
		let to = wanted;
		for (let i = 2; inside[to] !== undefined && inside[to] !== text; i += 1) to = `${wanted}-${i}`;
		inside[to] = text;
		inside['cluster.yaml'] = (inside['cluster.yaml'] ?? '').replaceAll(path, to);
	}
	return inside;
}

const leadsOut = (path: string) => path.startsWith('../') || path.startsWith('/');

function textsBelow(root: string): Record<string, string> {
	const found: Record<string, string> = {};
	const visit = (dir: string, depth: number) => {
		for (const entry of readdirSync(dir, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
			if (Object.keys(found).length >= MOST_FILES) return;
			const path = join(dir, entry.name);
			const isHidden = entry.name.startsWith('.') || entry.name === 'node_modules';
			if (entry.isDirectory() && depth < DEEPEST && !isHidden) visit(path, depth + 1);
			const text = entry.isFile() && !isHidden ? textOf(path) : null;
			if (text !== null) found[relative(root, path).split(sep).join('/')] = text;
		}
	};
	visit(root, 1);
	return found;
}

/** Null for what is no text, too long, or not to be read. */
function textOf(path: string): string | null {
	try {
		if (!statSync(path).isFile() || statSync(path).size > LONGEST) return null;
		const text = readFileSync(path, 'utf8');
		return text.includes('\u0000') ? null : text;
	} catch {
		return null;
	}
}
