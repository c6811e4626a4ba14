import { formatIpv4, inSubnet, overlap, parseIpv4, parseSubnet, type Subnet } from '../../base/ipv4.ts';
import { OF_ANY_HOST } from '../host-keepalived.ts';
import { bare, type Placed } from './placed.ts';

/** A host, and what its keepalived.conf says of NICs. */
export interface PlacedHost {
	name: string;
	/** On the customers' segment. */
	address: string;
	/** Its NIC there. */
	interface: string;
	instances: readonly Placed[];
}

/** A segment beside the customers', as cluster.yaml will have it. */
export interface FoundSegment {
	name: string;
	subnet: string;
	nics: { host: string; interface: string; address: string }[];
	/** What no file says of it; null where files say all. */
	madeUp: string | null;
}

/** A host's NIC beside the customers', and what tells which segment it is plugged into. */
interface Nic {
	host: PlacedHost;
	name: string;
	/** What VRRP speaks of on it, and what is put on it. */
	marks: string[];
}

/** The NIC on which a host serves a floating IP; that of its first instance where it does not float it. Null without any. */
export const nicFor = (instances: readonly Placed[], vip: string | null): string | null =>
	instances.flatMap(({ addresses }) => addresses).find(({ text }) => bare(text) === vip)?.nic ?? instances[0]?.interface ?? null;

/**
 * The segments that hosts' further NICs are plugged into. NICs are on one segment where they float the same address or speak VRRP for it,
 * and where they have the same name. A network or an address that no file says is made up, and told.
 */
export function furtherSegments(hosts: readonly PlacedHost[], customers: string): FoundSegment[] {
	const taken = [parseSubnet(customers)].filter((one) => one !== null);
	const everywhere = hosts.flatMap(({ instances }) => instances.flatMap(({ addresses }) => addresses));
	const floating = new Set(everywhere.map(({ text }) => bare(text)));
	const spokenOf = everywhere.flatMap(({ text }) => networkOf(text) ?? []);
	const names = new Set<string>();
	return joined(hosts.flatMap(nicsOf)).map((nics) => {
		const name = freeName(nics[0]?.name ?? '', names);
		names.add(name);
		const written = writtenNetwork(nics, taken);
		const subnet = written ?? madeUpNetwork([...taken, ...spokenOf]);
		taken.push(subnet);
		const used = new Set([...floating].map((address) => parseIpv4(address)));
		const placed = nics.map((nic) => {
			const source = sourceOn(nic, subnet);
			const address = source ?? freeAddress(subnet, numberOf(nic.host, customers), used);
			used.add(address);
			return { host: nic.host.name, interface: nic.name, address: formatIpv4(address), isWritten: source !== null };
		});
		const cidr = `${formatIpv4(subnet.network)}/${subnet.prefix}`;
		const invented = [
			...(written ? [] : [cidr]),
			...placed.flatMap(({ host, address, isWritten }) => (isWritten ? [] : [`${host} ${address}`])),
		];
		return {
			name,
			subnet: cidr,
			nics: placed.map(({ isWritten: _, ...nic }) => nic),
			madeUp: invented.length === 0 ? null : invented.join(', '),
		};
	});
}

const held = ({ addresses }: Placed) => addresses.map(({ text }) => bare(text));

function nicsOf(host: PlacedHost): Nic[] {
	const marks = new Map<string, string[]>();
	const mark = (nic: string, ...more: string[]) => marks.set(nic, [...(marks.get(nic) ?? []), ...more]);
	for (const instance of host.instances) {
		const [first] = held(instance);
		mark(instance.interface, ...(first === undefined ? [] : [`VRRP for ${first}`]));
		for (const { text, nic } of instance.addresses) mark(nic, `holds ${bare(text)}`);
		for (const nic of instance.tracked) mark(nic);
	}
	const ofOthers = [host.interface, ...OF_ANY_HOST];
	return [...marks].filter(([name]) => !ofOthers.includes(name)).map(([name, all]) => ({ host, name, marks: all }));
}

/** NICs by segment: what they have in common joins them first, then their names, unless a host would be on a segment twice. */
function joined(nics: readonly Nic[]): Nic[][] {
	const groups: Nic[][] = nics.map((nic) => [nic]);
	const join = (is: (a: Nic, b: Nic) => boolean) => {
		for (let i = 0; i < groups.length; i += 1)
			for (let k = i + 1; k < groups.length; ) {
				const [a = [], b = []] = [groups[i], groups[k]];
				const clash = a.some((one) => b.some((other) => other.host === one.host));
				if (!clash && a.some((one) => b.some((other) => is(one, other)))) {
					a.push(...b);
					groups.splice(k, 1);
					k = i + 1;
				} else k += 1;
			}
	};
	join((a, b) => a.marks.some((mark) => b.marks.includes(mark)));
	join((a, b) => a.name === b.name);
	return groups;
}

/** A NIC's name as that of a segment: `bond0.100` is bond0-100. */
function freeName(nic: string, names: ReadonlySet<string>): string {
	const base =
		nic
			.toLowerCase()
			.replace(/[^a-z0-9]+/g, '-')
			.replace(/^-|-$/g, '') || 'segment';
	let name = base;
	for (let i = 2; names.has(name); i += 1) name = `${base}-${i}`;
	return name;
}

/** The network of an address that floats on it, by its prefix; else the /24 of a source address. Null where neither is there, is free, or has room. */
function writtenNetwork(nics: readonly Nic[], taken: readonly Subnet[]): Subnet | null {
	const floating = nics.flatMap(({ host, name }) =>
		host.instances.flatMap(({ addresses }) => addresses.filter(({ nic }) => nic === name).map(({ text }) => text)),
	);
	const sources = nics.flatMap((nic) => sourcesOf(nic).map((source) => `${source}/24`));
	const suits = (one: Subnet) =>
		one.broadcast - one.network - 1 >= nics.length + floating.length && !taken.some((other) => overlap(one, other));
	return [...floating, ...sources].map(networkOf).find((one) => one !== null && suits(one)) ?? null;
}

/** The network that an address with its prefix lies in; null for IPv6, and where no two hosts fit in. */
export function networkOf(address: string): Subnet | null {
	const subnet = parseSubnet(address);
	return subnet && subnet.prefix > 0 && subnet.prefix <= 30 ? subnet : null;
}

const sourcesOf = ({ host, name }: Nic) =>
	host.instances.flatMap(({ interface: nic, source }) => (nic === name && source !== null ? [source] : []));

function sourceOn(nic: Nic, subnet: Subnet): number | null {
	const found = sourcesOf(nic).map(parseIpv4);
	return found.find((one) => one !== null && inSubnet(subnet, one)) ?? null;
}

function madeUpNetwork(taken: readonly Subnet[]): Subnet {
	for (let i = 1; ; i += 1) {
		const subnet = parseSubnet(`172.${31 - (i >> 8)}.${i & 255}.0/24`);
		if (subnet === null) throw new Error('there are more segments than networks to make up');
		if (!taken.some((other) => overlap(subnet, other))) return subnet;
	}
}

/** A host's number in the customers' network. */
function numberOf({ address }: PlacedHost, customers: string): number {
	const subnet = parseSubnet(customers);
	return (parseIpv4(address) ?? 0) - (subnet?.network ?? 0);
}

/** The address of this number, or the next one that is free. */
function freeAddress({ network, broadcast }: Subnet, number: number, used: ReadonlySet<number | null>): number {
	const size = broadcast - network - 1;
	for (let i = 0; i < size; i += 1) {
		const address = network + 1 + ((Math.max(1, number) - 1 + i) % size);
		if (!used.has(address)) return address;
	}
	throw new Error('a segment has fewer addresses than hosts');
}
