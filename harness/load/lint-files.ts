import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative, resolve } from 'node:path';
import { knownSecrets } from '../base/known-secrets.ts';
import { passwordsIn } from '../cluster/passwords.ts';
import { findFiles } from '../keepalived/glob.ts';
import type { UnreadableFile } from '../lint/input.ts';

/** No configuration is that long; what reads it is quick only up to there. */
const LONGEST_BYTES = 4 * 1024 * 1024;
/** Files that one lint reads, those that are included too. */
const MOST_FILES = 1000;
const DEEPEST = 6;
const SKIPPED_FOLDERS = /^(node_modules|\.git|\.svn|dist|vendor)$/;

/** What was read of the user's files, and what could not be. */
export class LintFiles {
	readonly texts = new Map<string, string>();
	readonly unreadable: UnreadableFile[] = [];
	readonly #missing = new Set<string>();

	/** The text of a file; null where it is none, which is told once. Notes what is secret in it. */
	read(path: string): string | null {
		const before = this.texts.get(path);
		if (before !== undefined || this.#missing.has(path)) return before ?? null;
		const { text, problem, fix } = textOf(path);
		if (text === null) {
			this.#missing.add(path);
			this.unreadable.push({ file: path, line: 1, column: 1, problem, fix });
			return null;
		}
		return this.take(path, text);
	}

	/** Takes a text that came another way, for instance from standard input. */
	take(path: string, text: string): string {
		knownSecrets.add(...passwordsIn(text));
		this.texts.set(path, text);
		return text;
	}

	/** A text if it can be read, without telling where it cannot. */
	readIfThere(path: string): string | null {
		const before = this.texts.get(path);
		if (before !== undefined) return before;
		const { text } = textOf(path);
		return text === null ? null : this.take(path, text);
	}
}

function textOf(path: string): { text: string | null; problem: string; fix: string } {
	const no = (problem: string, fix: string) => ({ text: null, problem, fix });
	let file: number;
	try {
		file = openSync(path, 'r');
	} catch (error) {
		const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
		return isMissing
			? no('there is no such file', 'Correct the path')
			: no('the file cannot be opened', 'Give yourself the permission to read it');
	}
	try {
		const about = fstatSync(file);
		if (!about.isFile()) return no('this is no file', 'Name a file or a folder');
		if (about.size > LONGEST_BYTES)
			return no(
				`the file has ${Math.ceil(about.size / 1024 / 1024)} MB, more than any configuration`,
				'Name the configuration itself',
			);
		const bytes = Buffer.alloc(about.size);
		const length = readSync(file, bytes, 0, about.size, 0);
		const content = bytes.subarray(0, length);
		if (/^(\uFFFE|\uFEFF)/.test(content.subarray(0, 2).toString('utf16le')))
			return no('the file is UTF-16, which keepalived does not read', 'Save it as UTF-8');
		if (isBinary(content)) return no('the file is binary, no text', 'Name a configuration');
		return { text: content.toString('utf8'), problem: '', fix: '' };
	} catch {
		return no('the file cannot be read', 'Try again, or name another one');
	} finally {
		closeSync(file);
	}
}

/** Some of the first bytes are no text; a zero byte or two are a mistake of their own. */
function isBinary(content: Buffer): boolean {
	const head = content.subarray(0, 8192);
	const odd = head.reduce((sum, byte) => sum + (byte < 9 || (byte > 13 && byte < 32 && byte !== 27) ? 1 : 0), 0);
	return odd > 8 && odd > head.length / 50;
}

export type Target = { kind: 'cluster'; path: string } | { kind: 'conf'; path: string };

/** What a path of the command line means: a cluster folder, the keepalived files below a folder, or one file. Empty where a folder holds nothing of the kind. */
export function targetsOf(path: string): Target[] {
	const about = statSync(path, { throwIfNoEntry: false });
	if (!about?.isDirectory()) return [{ kind: /(^|[\\/])cluster\.ya?ml$/.test(path) ? 'cluster' : 'conf', path: shownPath(path) }];
	return targetsBelow(path, 0, { left: MOST_FILES });
}

const shownPath = (path: string) => normalize(path);

/** A cluster folder is one target, whatever is in it: clusters have nothing to agree on. */
function targetsBelow(folder: string, depth: number, budget: { left: number }): Target[] {
	const yaml = join(folder, 'cluster.yaml');
	if (statSync(yaml, { throwIfNoEntry: false })) return [{ kind: 'cluster', path: shownPath(yaml) }];
	if (depth > DEEPEST) return [];
	const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
	return entries.flatMap((entry): Target[] => {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) return SKIPPED_FOLDERS.test(entry.name) ? [] : targetsBelow(path, depth + 1, budget);
		if (!entry.isFile() || !/\.(conf|cfg)$|^keepalived\.conf/.test(entry.name) || budget.left-- <= 0) return [];
		const isOne = /^keepalived\.conf/.test(entry.name) || looksLikeKeepalived(path);
		return isOne ? [{ kind: 'conf', path: shownPath(path) }] : [];
	});
}

const BLOCKS = /^\s*(vrrp_instance|vrrp_sync_group|vrrp_script|virtual_server|global_defs|vrrp_track_process|bfd_instance)\b/m;

function looksLikeKeepalived(path: string): boolean {
	const { text } = textOf(path);
	return text !== null && BLOCKS.test(text);
}

/** Reads whatever a file includes, and what that includes; of `/etc/keepalived/…` also what stands beside it, by that name. */
export function readIncludes(main: string, files: LintFiles, aliases: Map<string, string>): Map<string, string> {
	const found = new Map<string, string>();
	const open = [main];
	for (let path = open.pop(); path !== undefined && files.texts.size < MOST_FILES; path = open.pop()) {
		for (const [, pattern = ''] of (files.texts.get(path) ?? '').matchAll(
			/^[ \t]*(?:@\S+[ \t]+)?include[rmwba]?[ \t]+([^\s#!"]+)/gm,
		)) {
			for (const [named, file] of filesFor(pattern, path, main)) {
				if (found.has(file) || file === main) continue;
				const text = files.readIfThere(file);
				if (text === null) continue;
				found.set(file, text);
				if (named !== file) aliases.set(named, file);
				open.push(file);
			}
		}
	}
	return found;
}

/** [the name by which keepalived looks for it, where it stands]. */
function filesFor(pattern: string, from: string, main: string): [string, string][] {
	const isAbsolute = pattern.startsWith('/');
	const folder = isAbsolute ? '/' : dirname(from);
	// What a machine has in /etc says nothing about a file in a checkout.
	const installed = /^\/etc\/keepalived\//.exec(pattern)?.[0];
	const isInstalled = resolve(main).startsWith('/etc/keepalived/');
	if (isAbsolute && !isInstalled) {
		if (installed === undefined) return [];
		const rest = pattern.slice(installed.length);
		return globIn(rest, dirname(main)).map((file) => [`${installed}${relative(dirname(main), file)}`, file]);
	}
	return globIn(isAbsolute ? pattern.slice(1) : pattern, folder).map((file) => [file, file]);
}

function globIn(pattern: string, folder: string): string[] {
	const fixed = /^[^*?[{]*\//.exec(pattern)?.[0] ?? '';
	const base = join(folder, fixed);
	const rest = pattern.slice(fixed.length);
	let names: string[];
	try {
		names = rest.includes('/')
			? readdirSync(base, { recursive: true, encoding: 'utf8' }).slice(0, MOST_FILES)
			: readdirSync(base, 'utf8');
	} catch {
		return [];
	}
	return findFiles(rest, '', names).paths.map((name) => join(base, name));
}
