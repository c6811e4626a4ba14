import { stringify } from 'yaml';
import type { CarriedFile } from './read-conf.ts';

/** All that a cluster folder is made of. */
export interface Known {
	name: string;
	vip: string;
	subnet: string;
	interface: string;
	addressPool: string;
	hosts: { name: string; address: string; interface: string; keepalived: string | null; files: CarriedFile[] }[];
	/** Files of all hosts beside those of each. */
	files: CarriedFile[];
	service: { stack: string; name: string } | { name: string; image: string; publishedPort: number; targetPort: number };
}

/** A file to write, by its path in the folder. */
export interface FolderFile {
	text: string;
	mode: number;
}

interface Listed {
	from: string;
	to: string;
	mode?: string;
}

/** The files of a cluster folder: cluster.yaml, and beside it what it names. What all hosts have alike is there once. */
export function folderFiles(known: Known): Map<string, FolderFile> {
	const files = new Map<string, FolderFile>();
	const add = ({ target, text, mode }: CarriedFile, folder: string): Listed => {
		const from = freePath(files, `${folder}${target.split('/').at(-1) ?? 'file'}`, text);
		files.set(from, { text, mode: Number.parseInt(mode, 8) });
		return { from, to: target, ...(mode === '0644' ? {} : { mode }) };
	};
	const everywhere = common(known);
	const listed = [...known.files, ...everywhere].map((file) => add(file, 'files/'));
	const hosts = known.hosts.map((host) => {
		const own = host.files.filter((file) => !everywhere.some((other) => isSame(other, file)));
		if (host.keepalived !== null) files.set(`keepalived/${host.name}.conf`, { text: host.keepalived, mode: 0o644 });
		return {
			name: host.name,
			address: host.address,
			...(host.keepalived === null ? {} : { keepalived: `keepalived/${host.name}.conf` }),
			...(host.interface === known.interface ? {} : { interface: host.interface }),
			...(own.length === 0 ? {} : { files: own.map((file) => add(file, `files/${host.name}/`)) }),
		};
	});
	const { service } = known;
	if ('stack' in service) files.set('stack.yml', { text: service.stack, mode: 0o644 });
	const yaml = {
		name: known.name,
		network: { subnet: known.subnet, interface: known.interface },
		vip: known.vip,
		hosts,
		...(listed.length === 0 ? {} : { files: listed }),
		...(known.addressPool === 'default' ? {} : { swarm: { defaultAddressPool: known.addressPool } }),
		service: 'stack' in service ? { stack: 'stack.yml', name: service.name } : { ...service, replicas: 'global' },
	};
	files.set('cluster.yaml', { text: stringify(yaml, { lineWidth: 0 }), mode: 0o644 });
	return files;
}

const isSame = (one: CarriedFile, other: CarriedFile) =>
	one.target === other.target && one.text === other.text && one.mode === other.mode;

/** What every host has, with the same content. */
const common = ({ hosts }: Known): CarriedFile[] =>
	(hosts[0]?.files ?? []).filter((file) => hosts.every((host) => host.files.some((other) => isSame(file, other))));

/** Two files of one name in different folders of the machine get different names here. */
function freePath(files: ReadonlyMap<string, FolderFile>, wanted: string, text: string): string {
	let path = wanted;
	for (let i = 2; files.has(path) && files.get(path)?.text !== text; i += 1) path = `${wanted}-${i}`;
	return path;
}
