import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import { InputError } from '../../base/errors.ts';
import { knownSecrets } from '../../base/known-secrets.ts';
import type { CarriedFile } from '../../cluster/folder/folder.ts';
import { type Placed, placed } from '../../cluster/folder/placed.ts';
import { secretsIn } from '../../cluster/secrets.ts';
import { readInstances } from '../../keepalived/instances.ts';
import { readKeepalived } from '../../keepalived/read.ts';
import { coveredFile, scriptBlocks } from '../../keepalived/scripts.ts';

/** A host's keepalived.conf and what it needs. */
export interface ReadConf {
	host: string;
	text: string;
	files: CarriedFile[];
	/** Scripts that were not found beside the file, nor at their path here. */
	missing: string[];
	instances: Placed[];
}

/** keepalived's folder on the machine: the file's own folder stands for it. */
const FOLDER = '/etc/keepalived';
const MAIN = `${FOLDER}/keepalived.conf`;
/** Programs of the system are there on any machine. */
const SYSTEM = /^\/(usr\/|bin\/|sbin\/|lib)/;
/** A folder that holds more is no folder of configurations. */
const MAX_FILES = 500;
const MAX_BYTES = 256 * 1024;
const MAX_DEPTH = 4;

/** Reads a host's keepalived.conf from a path here, with the files that it includes and the scripts that it runs. Throws InputError where it cannot be read. */
export function readConfFile(host: string, path: string): ReadConf {
	const text = readText(path);
	if (text === null) {
		const fix = 'Name a readable text file, for instance --keepalived docker1=./docker1/keepalived.conf';
		throw new InputError([{ file: path, field: `--keepalived ${host}`, problem: 'it cannot be read', fix }]);
	}
	knownSecrets.add(...secretsIn(text));
	const beside = filesBeside(path);
	const used = new UsedFiles([...beside, ...elsewhere(text), [MAIN, text]]);
	const conf = readKeepalived({ files: used, main: MAIN, host, version: null });
	const included = [...used.asked]
		.filter((target) => target !== MAIN && used.has(target))
		.map((target) => ({ target, text: used.get(target) ?? '', mode: '0644' }));
	const { scripts, missing } = scriptsOf(
		scriptBlocks(conf.model).map(({ command }) => command),
		beside,
	);
	for (const one of included) knownSecrets.add(...secretsIn(one.text));
	const instances = readInstances(conf.model).instances.map(placed);
	return { host, text, files: [...included, ...scripts], missing, instances };
}

/** The files that were asked for. */
class UsedFiles extends Map<string, string> {
	readonly asked = new Set<string>();

	override get(key: string): string | undefined {
		// The constructor of Map comes before the set.
		this.asked?.add(key);
		return super.get(key);
	}
}

/** Every text file in the folder of a configuration, by where it would be on the machine. */
function filesBeside(path: string): Map<string, string> {
	const root = resolve(dirname(path));
	const found = new Map<string, string>();
	const visit = (dir: string, depth: number) => {
		for (const entry of readdirSync(dir, { withFileTypes: true })) {
			if (found.size >= MAX_FILES) return;
			const file = join(dir, entry.name);
			if (entry.isDirectory() && depth < MAX_DEPTH && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
				visit(file, depth + 1);
			if (!entry.isFile() || file === resolve(path)) continue;
			const text = readText(file);
			if (text !== null) found.set(posix.join(FOLDER, relative(root, file).split(sep).join('/')), text);
		}
	};
	visit(root, 1);
	return found;
}

/** Files that are included by absolute paths of elsewhere, as they are here. */
function elsewhere(text: string): [string, string][] {
	const paths = [...text.matchAll(/^\s*include\w?\s+"?(\/[^\s"*?[{]+)"?\s*$/gm)].map(([, path]) => path ?? '');
	return paths.flatMap((path): [string, string][] => {
		const found = path.startsWith(`${FOLDER}/`) ? null : readText(path);
		return found === null ? [] : [[path, found]];
	});
}

function scriptsOf(commands: readonly string[], beside: ReadonlyMap<string, string>) {
	const targets = [...new Set(commands.flatMap((command) => coveredFile(command) ?? []))].filter((path) => !SYSTEM.test(path));
	const scripts: CarriedFile[] = [];
	const missing: string[] = [];
	for (const target of targets) {
		const text = beside.get(target) ?? readText(target);
		if (text === null) missing.push(target);
		else scripts.push({ target, text, mode: '0755' });
	}
	return { scripts, missing };
}

/** A file that goes along because somebody says so; to be run where it may be run here, or says by what it is run. Throws InputError where it cannot be read. */
export function carriedFile(target: string, path: string): CarriedFile {
	const text = readText(path);
	if (text === null) {
		const fix = `Name a readable text file, for instance --file ${target}=./${posix.basename(target)}`;
		throw new InputError([{ file: path, field: `--file ${target}`, problem: 'it cannot be read', fix }]);
	}
	knownSecrets.add(...secretsIn(text));
	const isRun = text.startsWith('#!') || (statSync(path).mode & 0o111) !== 0;
	return { target, text, mode: isRun ? '0755' : '0644' };
}

/** Null for what is no text, too large, or not to be read. */
function readText(path: string): string | null {
	try {
		if (!statSync(path).isFile() || statSync(path).size > MAX_BYTES) return null;
		const text = readFileSync(path, 'utf8');
		return text.includes('\u0000') ? null : text;
	} catch {
		return null;
	}
}
