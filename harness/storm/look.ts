import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { execa } from 'execa';
import { startOf } from '../labs/docker/owner.ts';
import type { MachineState } from './difference.ts';

/** The mark, in its environment, of a process that the storm itself has started, and of those that it starts in turn. */
export const STORM_MARK = 'VIPDRILL_STORM_OWN';

/** Where to look. */
export interface Ground {
	/** Folders whose files are all listed: of temporary files, of sockets, of bystanders. */
	folders: readonly string[];
	/** State folders of vipdrill. */
	states: readonly string[];
	/** Control groups of engines, as dockerd names them. */
	groups: readonly string[];
	/** The group of the user's own engine: what is in there is found through its API. */
	ownGroup: string;
	/** Processes that must live on, by number. */
	bystanders: readonly number[];
	/** The user's own engine, as in DOCKER_HOST; null where there is none. */
	dockerHost: string | null;
}

/** All of a machine that vipdrill might leave something in. The machine is the one whose process and network namespaces this process is in. */
export async function look(ground: Ground): Promise<MachineState> {
	return {
		processes: processes(ground.ownGroup),
		bystanders: ground.bystanders.map((pid) => `${pid} since ${startOf(pid)}`),
		mounts: mounts(),
		links: await lines('ip', '-brief', 'link').then((all) => all.map((line) => line.split(/\s/)[0] ?? '')),
		rules: [...(await rules('iptables-save')), ...(await rules('ip6tables-save'))],
		namespaces: ['/run/netns', '/run/docker/netns'].flatMap(namesIn),
		locks: locks(),
		groups: ground.groups.flatMap(groupsOf),
		files: ground.folders.flatMap(filesBelow),
		state: ground.states.flatMap((folder) =>
			namesIn(folder)
				.filter((name) => !LASTS.includes(name))
				.map((name) => join(folder, name)),
		),
		store: ground.states.flatMap(storeOf),
		...(ground.dockerHost ? await ofEngine(ground.dockerHost) : {}),
	};
}

/** What stays in a state folder (docs/cli.md, what vipdrill leaves on the machine). */
const LASTS = [
	'.vipdrill-state',
	'engine',
	'engine.log',
	'setup.json',
	'privileges.json',
	'ip-vs.json',
	'kernel.json',
	'guest.json',
];

/** What tsx and Node keep of scripts that they have read, in the folder of temporary files (docs/cli.md likewise). */
const CACHES = /^(tsx-\d+|node-compile-cache)$/;

/** The kind that only the next command can remove: the store of an engine that does not run. */
export const STORE = 'store';

const ignoreMissing = <T>(read: () => T, otherwise: T): T => {
	try {
		return read();
	} catch {
		// It went as it was looked at.
		return otherwise;
	}
};

const namesIn = (folder: string): string[] => ignoreMissing(() => readdirSync(folder), []);

/** What runs and is neither the storm's nor in a container of the user's engine. */
function processes(ownGroup: string): string[] {
	return namesIn('/proc').flatMap((pid) => {
		if (!/^\d+$/.test(pid) || Number(pid) === process.pid || Number(pid) === 1) return [];
		const read = (file: string) => ignoreMissing(() => readFileSync(`/proc/${pid}/${file}`, 'utf8'), '');
		const command = read('cmdline').replaceAll('\0', ' ').trim();
		// A zombie has no command.
		if (command === '' || read('environ').includes(`${STORM_MARK}=1`) || read('cgroup').includes(ownGroup)) return [];
		const netns = ignoreMissing(() => readlinkSync(`/proc/${pid}/ns/net`), '?');
		return [`${command.slice(0, 160)} (PID ${pid}, ${netns})`];
	});
}

/** Mount points with their file systems (proc(5), mountinfo: fields 5, and the one after the dash). */
const mounts = (): string[] =>
	readFileSync('/proc/self/mountinfo', 'utf8')
		.trim()
		.split('\n')
		.map((line) => `${line.split(' ')[4]} ${line.split(' - ')[1]?.split(' ')[0]}`);

/** vipdrill's locks are abstract sockets (unix(7)), which the kernel lists with an @. */
const locks = (): string[] => readFileSync('/proc/net/unix', 'utf8').match(/@vipdrill\/.*$/gm) ?? [];

async function lines(command: string, ...args: string[]): Promise<string[]> {
	const { stdout } = await execa(command, args, { reject: false, env: { [STORM_MARK]: '1' } });
	return (stdout ?? '').split('\n').filter((line) => line !== '');
}

/** Rules without their counters. */
const rules = async (command: string): Promise<string[]> =>
	(await lines(command)).filter((line) => !line.startsWith('#')).map((line) => line.replaceAll(/\[\d+:\d+\]/g, ''));

function groupsOf(path: string): string[] {
	const root = '/sys/fs/cgroup';
	const tops = ['', ...namesIn(root)].map((name) => join(root, name, path));
	return [...new Set(tops)].filter(existsSync).flatMap((top) => [top, ...foldersBelow(top)]);
}

const foldersBelow = (folder: string): string[] =>
	ignoreMissing(() => readdirSync(folder, { withFileTypes: true }), [])
		.filter((entry) => entry.isDirectory())
		.flatMap((entry) => [join(folder, entry.name), ...foldersBelow(join(folder, entry.name))]);

/** Every file below a folder, with its size and when it was last written, where it is one. */
function filesBelow(folder: string): string[] {
	const names = namesIn(folder).filter((name) => !CACHES.test(name));
	return names.flatMap((name) => {
		const path = join(folder, name);
		const found = ignoreMissing(() => lstatSync(path), null);
		if (found === null) return [];
		if (found.isDirectory()) return [`${path}/`, ...filesBelow(path)];
		return [found.isFile() ? `${path} ${found.size} ${found.mtimeMs}` : path];
	});
}

/** What a private engine that does not run has in its store, but for images and the guest's disk. */
const storeOf = (state: string): string[] =>
	['containers', 'volumes'].flatMap((kind) =>
		namesIn(join(state, 'engine', kind))
			.filter((name) => !/^(metadata\.db|backingFsBlockDev|vipdrill-disk-.*)$/.test(name))
			.map((name) => join(basename(state), kind, name)),
	);

async function ofEngine(dockerHost: string): Promise<MachineState> {
	const docker = (...args: string[]) => lines('docker', '--host', dockerHost, ...args);
	const ids = await docker('ps', '--all', '--quiet', '--no-trunc');
	const format = '{{.Id}} {{.Name}} {{.State.Status}} since {{.State.StartedAt}}';
	return {
		'engine’s containers': ids.length > 0 ? await docker('inspect', '--format', format, ...ids) : [],
		'engine’s networks': await docker('network', 'ls', '--no-trunc', '--format', '{{.ID}} {{.Name}}'),
		'engine’s volumes': (await docker('volume', 'ls', '--format', '{{.Name}}')).filter(
			(name) => !name.startsWith('vipdrill-disk-'),
		),
		'engine’s images': await docker('images', '--all', '--no-trunc', '--format', '{{.ID}} {{.Repository}}:{{.Tag}}'),
	};
}
