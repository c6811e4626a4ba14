import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import { InputError } from '../../base/errors.ts';
import { canonicalIp } from '../../base/ip.ts';
import { knownSecrets } from '../../base/known-secrets.ts';
import { secretsIn } from '../../cluster/secrets.ts';
import { type ReadInstance, readInstances } from '../../keepalived/instances.ts';
import { type Entry, wordOf } from '../../keepalived/model.ts';
import { readKeepalived } from '../../keepalived/read.ts';
import { coveredFile, scriptBlocks } from '../../keepalived/scripts.ts';

/** A file that goes along, by where it is on the machine. */
export interface CarriedFile {
	target: string;
	text: string;
	mode: string;
}

/** A host's keepalived.conf and what it needs. */
export interface ReadConf {
	host: string;
	text: string;
	files: CarriedFile[];
	/** Scripts that were not found beside the file, nor at their path here. */
	missing: string[];
	instances: Placed[];
}

/** What a vrrp_instance says of NICs and addresses. */
export interface Placed {
	/** The NIC that VRRP runs on. */
	interface: string;
	/** `unicast_src_ip` or `mcast_src_ip`. */
	source: string | null;
	/** Every address that it floats, as written, and the NIC that it is put on. Customers do not ask for excluded ones. */
	addresses: { text: string; nic: string; isExcluded: boolean }[];
	/** NICs that decide whether it is fit. */
	tracked: string[];
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

function placed({ block, spec }: ReadInstance): Placed {
	const { virtual_ipaddress: listed = [], virtual_ipaddress_excluded: excluded = [] } = block.lists;
	const written = (entries: readonly Entry[], isExcluded: boolean) =>
		entries.map(({ values: [text], options: { dev } }) => ({
			text: String(text),
			nic: typeof dev === 'string' ? dev : spec.interface,
			isExcluded,
		}));
	return {
		interface: spec.interface,
		source: wordOf(block, 'unicast_src_ip') ?? wordOf(block, 'mcast_src_ip') ?? null,
		// keepalived drops an address of the other family, unless it is excluded.
		addresses: [
			...written(listed, false).filter(({ text }) => spec.virtualIpAddresses.includes(bare(text))),
			...written(excluded, true),
		],
		tracked: spec.tracks.filter(({ kind }) => kind === 'interface').map(({ name }) => name),
	};
}

/** An address of a keepalived.conf without its prefix, as the kernel prints it. */
export const bare = (text: string): string => canonicalIp(text.split('/')[0] ?? '');

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
