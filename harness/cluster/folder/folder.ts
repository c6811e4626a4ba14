import { stringify } from 'yaml';
import type { FoundSegment } from './segments.ts';

/** A file that goes along, by where it is on the machine. */
export interface CarriedFile {
	target: string;
	text: string;
	mode: string;
}

/** All that a cluster folder is made of. */
export interface Known {
	name: string;
	/** What customers ask first. */
	vips: string[];
	subnet: string;
	subnet6: string | null;
	interface: string;
	segments: FoundSegment[];
	/** Null without a swarm. */
	addressPool: string | null;
	hosts: KnownHost[];
	/** Files of all hosts beside those of each. */
	files: CarriedFile[];
	service: KnownService;
}

/** A host: `units` are its systemd services. */
interface KnownHost {
	name: string;
	address: string;
	interface: string;
	units: string[];
	keepalived: string | null;
	files: CarriedFile[];
}

/** What customers reach: a service of a compose file, one of its own, or what hosts serve themselves. */
export type KnownService =
	| { stack: string; name: string }
	| { name: string; image: string; publishedPort: number; targetPort: number }
	| { name: string; port: number };

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
			...listedNics(host.name, known.segments),
			...(host.units.length === 0 ? {} : { units: host.units }),
			...(own.length === 0 ? {} : { files: own.map((file) => add(file, `files/${host.name}/`)) }),
		};
	});
	const { service } = known;
	if ('stack' in service) files.set('stack.yml', { text: service.stack, mode: 0o644 });
	const yaml = {
		name: known.name,
		network: {
			subnet: known.subnet,
			...(known.subnet6 === null ? {} : { subnet6: known.subnet6 }),
			interface: known.interface,
		},
		...(known.segments.length === 0 ? {} : { networks: known.segments.map(listedNetwork) }),
		vip: known.vips.length === 1 ? known.vips[0] : known.vips,
		hosts,
		...(listed.length === 0 ? {} : { files: listed }),
		...listedSwarm(known.addressPool),
		service: listedService(service),
	};
	files.set('cluster.yaml', { text: stringify(yaml, { lineWidth: 0 }), mode: 0o644 });
	return files;
}

const listedNetwork = ({ name, subnet, nics }: FoundSegment) => ({ name, subnet, interface: nics[0]?.interface });

function listedNics(host: string, segments: readonly FoundSegment[]) {
	const nics = segments.flatMap(({ name, nics: [first, ...others] }) =>
		[...(first ? [first] : []), ...others]
			.filter((nic) => nic.host === host)
			.map((nic) => ({
				network: name,
				address: nic.address,
				...(nic.interface === first?.interface ? {} : { interface: nic.interface }),
			})),
	);
	return nics.length === 0 ? {} : { nics };
}

function listedSwarm(addressPool: string | null) {
	if (addressPool === null) return { swarm: 'none' };
	return addressPool === 'default' ? {} : { swarm: { defaultAddressPool: addressPool } };
}

function listedService(service: KnownService) {
	if ('stack' in service) return { stack: 'stack.yml', name: service.name };
	return 'image' in service ? { ...service, replicas: 'global' } : service;
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
