import { hostNameOf } from '../lint/host-name.ts';

/** A cluster folder's files, as texts by their paths from there. */
export type Folder = Readonly<Record<string, string>>;

/** A longer file is no configuration, and is not read: characters. */
export const LONGEST = 256 * 1024;
/** More files are no cluster folder. */
export const MOST_FILES = 100;

const CONF_BLOCKS =
	/^\s*(vrrp_instance|vrrp_sync_group|vrrp_script|virtual_server|global_defs|vrrp_track_process|bfd_instance)\b/m;
const COMPOSE_NAMES = /^((docker-)?(compose|stack))\.ya?ml$/;

/** Whether a file is a host's keepalived.conf. In a folder with a cluster.yaml that says so itself. */
const isConf = (path: string, text: string): boolean =>
	/^keepalived\/[^/]+\.conf$/.test(path) || (/\.(conf|cfg)$/.test(path) && CONF_BLOCKS.test(text.slice(0, LONGEST)));

/** The paths of the hosts' keepalived.confs. */
export const confPaths = (folder: Folder): string[] => Object.keys(folder).filter((path) => isConf(path, folder[path] ?? ''));

/** A host's name as cluster.yaml takes it, made of any words: small letters, digits and hyphens, at most 63. */
function asName(words: string): string {
	const name = words
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '-')
		.slice(0, 63)
		.replace(/^-+|-+$/g, '');
	return name === '' ? 'host' : name;
}

/** A name that none of the others is: with a number behind it where it must. */
function freeName(wanted: string, taken: readonly string[]): string {
	let name = wanted;
	for (let i = 2; taken.includes(name); i += 1) name = `${wanted}${i}`;
	return name;
}

/**
 * Files as somebody dropped them, as a cluster folder. One that has a cluster.yaml stays as it is, from there. Otherwise each keepalived.conf is
 * `keepalived/HOST.conf`, by its file's name, its folder's or its router_id; a compose file is `stack.yml`; all else stands in `files/`.
 */
export function folderOf(dropped: Folder): Folder {
	const paths = Object.keys(dropped);
	const yaml = paths.filter((path) => /(^|\/)cluster\.ya?ml$/.test(path)).sort((a, b) => a.length - b.length)[0];
	if (yaml !== undefined) {
		const root = yaml.slice(0, yaml.lastIndexOf('/') + 1);
		const inside = paths.filter((path) => path.startsWith(root));
		return Object.fromEntries(
			inside.map((path) => [path === yaml ? 'cluster.yaml' : path.slice(root.length), dropped[path] ?? '']),
		);
	}
	const confs = confPaths(dropped);
	const names: string[] = [];
	const folder: Record<string, string> = {};
	for (const path of paths) {
		const text = dropped[path] ?? '';
		const base = path.split('/').at(-1) ?? path;
		if (confs.includes(path)) {
			const name = freeName(asName(hostNameOf(path, text, confs).replace(/\.(conf|cfg)$/, '')), names);
			names.push(name);
			folder[`keepalived/${name}.conf`] = text;
		} else if (COMPOSE_NAMES.test(base)) folder['stack.yml'] = text;
		else folder[`files/${base}`] = text;
	}
	return folder;
}

/** The host that a keepalived.conf is for, by its file's name. */
export const hostOf = (path: string): string => asName((path.split('/').at(-1) ?? path).replace(/\.(conf|cfg)$/, ''));

/** The name of a host that comes after some others: `docker3` after `docker1` and `docker2`. */
export function nextHost(names: readonly string[]): string {
	const last = names.at(-1) ?? 'host0';
	const number = Number(/\d+$/.exec(last)?.[0] ?? names.length);
	return freeName(`${last.replace(/\d+$/, '')}${number + 1}`, names);
}

/** How much less the priority of a host is than that of the one before it, where it is made up: as in the published recipe. */
const LESS = 25;

/** A keepalived.conf for the host that comes after this one in line: BACKUP, with less priority. In each instance its own address and that of its first unicast peer change places. */
export const nextInLine = (text: string): string =>
	text
		.split(/(?=^[^\S\n]*vrrp_instance\b)/m)
		.map((part) => fromThePeer(part, text))
		.join('')
		.replace(
			/^([^\S\n]*priority[^\S\n]+)(\d+)/gm,
			(_, head: string, priority: string) => `${head}${Math.max(1, Number(priority) - LESS)}`,
		)
		.replace(/^([^\S\n]*state[^\S\n]+)MASTER\b/gm, '$1BACKUP')
		.replace(/^[^\S\n]*(?:router_id|mcast_src_ip)[^\S\n].*\n/gm, '');

/** An instance as its first peer has it; what says its own address goes where it has no peer. */
function fromThePeer(instance: string, whole: string): string {
	const peer = /\bunicast_peer\s*\{\s*([\d.:a-fA-F]+)/.exec(instance)?.[1];
	if (peer === undefined) return instance.replace(/^[^\S\n]*unicast_src_ip[^\S\n].*\n/gm, '');
	const own = /^[^\S\n]*unicast_src_ip[^\S\n]+(\S+)/m.exec(instance)?.[1] ?? neighbourOf(peer, whole);
	return own === undefined ? instance : swap(instance, own, peer);
}

/** An IPv4 address beside another that a text does not name: what a host has that does not say its own. */
function neighbourOf(address: string, text: string): string | undefined {
	const [, net = '', last = ''] = /^(\d+\.\d+\.\d+\.)(\d+)$/.exec(address) ?? [];
	const near = [-1, 1, -2, 2, -3, 3, -4, 4].map((step) => Number(last) + step).filter((one) => one > 0 && one < 255);
	return net === '' ? undefined : near.map((one) => `${net}${one}`).find((one) => !text.includes(one));
}

function swap(text: string, one: string, other: string): string {
	const escaped = (word: string) => word.replaceAll('.', '\\.');
	const either = new RegExp(`(?<![\\w.:])(?:${escaped(one)}|${escaped(other)})(?![\\w.:])`, 'g');
	return text.replace(either, (found) => (found === one ? other : one));
}
