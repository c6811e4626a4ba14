import { formatIpv4, inSubnet, parseIpv4, parseSubnet } from '../base/ipv4.ts';
import { hasHome, sharedAddresses, writtenSubnet, writtenSubnet6 } from '../cluster/folder/addresses.ts';
import { type CarriedFile, folderFiles } from '../cluster/folder/folder.ts';
import { bare, type Placed, placed } from '../cluster/folder/placed.ts';
import { furtherSegments, nicFor } from '../cluster/folder/segments.ts';
import { type Stack, stackOf } from '../cluster/folder/stack.ts';
import { readInstances } from '../keepalived/instances.ts';
import { type KeepalivedConf, readKeepalived } from '../keepalived/read.ts';
import { coveredFile, scriptBlocks } from '../keepalived/scripts.ts';
import { confPaths, type Folder, hostOf, nextHost, nextInLine } from './folder.ts';

/** What of a cluster is not written in any keepalived.conf, and what is taken for it. */
export interface Derived {
	/** With a cluster.yaml, where one could be made, and a second host where there was one alone. */
	folder: Folder;
	/** What was made up, a sentence each. */
	madeUp: string[];
	/** Why there is no cluster.yaml; null where there is one. */
	why: string | null;
}

const MAIN = '/etc/keepalived/keepalived.conf';
/** Another network than most LANs have, so that Swarm's ingress network is not the customers'. */
const ADDRESS_POOLS = ['10.99.0.0/16', '172.30.0.0/16'];
/** A LAN as most are, where nothing is written. */
const USUAL_PREFIX = 24;
const USUAL_ADDRESS = '10.0.0.0';
/** Where made-up addresses of hosts begin. */
const FIRST_HOST = 11;
const USUAL_SERVICE = { name: 'web', image: 'nginx', publishedPort: 80, targetPort: 80 };

interface Conf {
	path: string;
	host: string;
	text: string;
	read: KeepalivedConf;
	instances: (Placed & { peers: string[] })[];
}

/** Makes the cluster.yaml that `vipdrill init` would make of these files, with something usual for what nobody has said. One that is there stays. */
export function derive(given: Folder): Derived {
	if (given['cluster.yaml'] !== undefined) return { folder: given, madeUp: [], why: null };
	const madeUp: string[] = [];
	const folder = withSecondHost(given, madeUp);
	const confs = confPaths(folder).map((path) => readConf(path, folder));
	const no = (why: string): Derived => ({ folder: given, madeUp: [], why });
	if (confs.length === 0) return no('There is no keepalived.conf yet.');
	const shared = sharedAddresses(confs);
	// Of several, customers ask the first that is IPv4, as `vipdrill init` takes it.
	const vip = shared.find((address) => parseIpv4(address) !== null) ?? shared[0];
	if (vip === undefined)
		return no(
			confs.some(({ instances }) => instances.length > 0)
				? 'The files share no address in virtual_ipaddress, so it is not known which floating IP customers ask.'
				: 'No file has a vrrp_instance with interface and virtual_router_id, so there is nothing to simulate.',
		);
	const subnet = subnetOf(confs, vip, madeUp);
	const addresses = addressesOf(confs, vip, subnet, madeUp);
	const nic = nicFor(confs[0]?.instances ?? [], vip) ?? 'eth0';
	const pool = ADDRESS_POOLS.find((one) => !overlaps(one, subnet)) ?? 'default';
	if (pool !== 'default') madeUp.push(`The swarm's address pool is ${pool}.`);
	const { service, carriedStack } = serviceOf(folder, madeUp);
	const hosts = confs.map(({ host, text, instances }, i) => ({
		...{ name: host, address: addresses[i] ?? '', interface: nicFor(instances, vip) ?? nic, instances },
		...{ units: [], keepalived: text, files: [] },
	}));
	const segments = furtherSegments(hosts, subnet);
	for (const one of segments) if (one.madeUp !== null) madeUp.push(`Of the segment ${one.name}: ${one.madeUp}.`);
	const subnet6 = writtenSubnet6(confs, vip);
	const networks = [subnet, ...segments.map((one) => one.subnet)];
	const files = folderFiles({
		...{ name: 'pasted', subnet, subnet6, interface: nic, segments, addressPool: pool, hosts, service },
		vips: [vip, ...shared.filter((one) => one !== vip && hasHome(one, networks, subnet6))],
		files: carried(folder, confs, carriedStack),
	});
	const made = Object.fromEntries([...files].map(([path, { text }]) => [path, text]));
	const head = [
		'# Derived from the keepalived.conf files, as `vipdrill init` does it. Change it, and it is yours.',
		...madeUp.map((sentence) => `# Made up: ${sentence}`),
	].join('\n');
	return { folder: { ...made, 'cluster.yaml': `${head}\n${made['cluster.yaml'] ?? ''}` }, madeUp, why: null };
}

/** One host alone cannot fail over: the next in line is made of its file. */
function withSecondHost(folder: Folder, madeUp: string[]): Folder {
	const [only, ...others] = confPaths(folder);
	if (only === undefined || others.length > 0) return folder;
	const host = nextHost([hostOf(only)]);
	madeUp.push(`${host} is a second host, with the file of ${hostOf(only)} and a priority that is 25 less.`);
	return { ...folder, [`keepalived/${host}.conf`]: nextInLine(folder[only] ?? '') };
}

function readConf(path: string, folder: Folder): Conf {
	const text = folder[path] ?? '';
	const host = hostOf(path);
	const read = readKeepalived({ files: new Map([[MAIN, text]]), main: MAIN, host, version: null });
	const instances = readInstances(read.model).instances.map((one) => ({ ...placed(one), peers: one.spec.unicastPeers }));
	return { path, host, text, read, instances };
}

function subnetOf(confs: readonly Conf[], vip: string, madeUp: string[]): string {
	const written = writtenSubnet(confs, vip);
	if (written !== null) return written;
	const usual = 2 ** (32 - USUAL_PREFIX);
	const address = parseIpv4(vip) ?? parseIpv4(USUAL_ADDRESS) ?? 0;
	const subnet = `${formatIpv4(address - (address % usual))}/${USUAL_PREFIX}`;
	madeUp.push(`The hosts' network is ${subnet}: the floating IP is written without one.`);
	return subnet;
}

/** `unicast_src_ip`; else the one address that all others have as a peer and the host itself has not; else the next free one. */
function addressesOf(confs: readonly Conf[], vip: string, subnet: string, madeUp: string[]): string[] {
	// Hosts may float other addresses on other segments, from other addresses of their own.
	const ofVip = confs.map(({ instances }) => instances.find((one) => one.addresses.some(({ text }) => bare(text) === vip)));
	const found = ofVip.map((own, i): string | null => {
		const source = own?.source ?? null;
		if (source !== null && parseIpv4(source) !== null) return source;
		const others = ofVip.filter((_, j) => j !== i).map((one) => one?.peers ?? []);
		const named = (others[0] ?? []).filter((one) => others.every((list) => list.includes(one)) && !own?.peers.includes(one));
		return named.length === 1 ? (named[0] ?? null) : null;
	});
	const all = confs.flatMap(({ instances }) => instances);
	const taken = new Set([
		vip,
		...found,
		...all.flatMap(({ peers, addresses }) => [...peers, ...addresses.map(({ text }) => text)]),
	]);
	const net = parseSubnet(subnet);
	const base = parseIpv4(subnet.split('/')[0] ?? '') ?? 0;
	let next = FIRST_HOST;
	return found.map((address, i) => {
		if (address !== null) return address;
		const isFree = (one: string) => ![...taken].some((other) => other === one || other?.startsWith(`${one}/`));
		const inside = (n: number) => net === null || inSubnet(net, base + n);
		if (!inside(next)) next = 2;
		while (!isFree(formatIpv4(base + next)) && inside(next + 1)) next += 1;
		const made = formatIpv4(base + next);
		taken.add(made);
		madeUp.push(`The address of ${confs[i]?.host} is ${made}.`);
		return made;
	});
}

function overlaps(one: string, other: string): boolean {
	const [a, b] = [parseSubnet(one), parseSubnet(other)];
	const first = (cidr: string) => parseIpv4(cidr.split('/')[0] ?? '') ?? 0;
	return a !== null && b !== null && (inSubnet(a, first(other)) || inSubnet(b, first(one)));
}

function serviceOf(folder: Folder, madeUp: string[]) {
	const text = folder['stack.yml'];
	const stack: Stack | null = text === undefined ? null : stackOf('stack.yml', text).stack;
	const [name] = stack?.services.keys() ?? [];
	if (stack && name !== undefined) return { service: { stack: stack.text, name }, carriedStack: true };
	const { image, publishedPort } = USUAL_SERVICE;
	madeUp.push(`The service is ${image} on each host, published on port ${publishedPort} through the routing mesh.`);
	return { service: USUAL_SERVICE, carriedStack: false };
}

/** What stands in `files/`, where a script or an include of keepalived's looks for it, and else beside keepalived.conf. */
function carried(folder: Folder, confs: readonly Conf[], hasStack: boolean): CarriedFile[] {
	const scripts = confs.flatMap(({ read }) => scriptBlocks(read.model).flatMap(({ command }) => coveredFile(command) ?? []));
	return Object.entries(folder)
		.filter(([path]) => !confs.some((conf) => conf.path === path) && !(hasStack && path === 'stack.yml'))
		.map(([path, text]) => {
			const base = path.split('/').at(-1) ?? path;
			const script = scripts.find((one) => one.split('/').at(-1) === base);
			const isUnit = /\.(service|conf)$/.test(base) && /^\[(Unit|Service)\]/m.test(text);
			const target = script ?? (isUnit ? `/etc/systemd/system/keepalived.service.d/${base}` : `/etc/keepalived/${base}`);
			return { target, text, mode: script !== undefined || text.startsWith('#!') ? '0755' : '0644' };
		});
}
