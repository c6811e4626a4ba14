import { inSubnet6, parseSubnet6 } from '../../base/ip.ts';
import { formatIpv4, inSubnet, parseIpv4, parseSubnet } from '../../base/ipv4.ts';
import { bare, type Placed } from './placed.ts';
import { networkOf, nicFor } from './segments.ts';

/** A host's file, as far as its instances tell. */
interface WithInstances {
	instances: readonly Placed[];
}

/** The addresses that every file has, as the kernel prints them; of those that customers may ask. */
export function sharedAddresses(confs: readonly WithInstances[]): string[] {
	const each = confs.map(({ instances }) => instances.flatMap(asked).map(bare));
	return [...new Set(each[0])].filter((address) => each.every((list) => list.includes(address)));
}

const asked = ({ addresses }: Placed) => addresses.filter(({ isExcluded }) => !isExcluded).map(({ text }) => text);

/** What is put on the NICs on which a floating IP is served. */
const towardsCustomers = (confs: readonly WithInstances[], vip: string | null) =>
	confs.flatMap(({ instances }) => {
		const nic = nicFor(instances, vip);
		return instances.flatMap(({ addresses }) => addresses).filter((one) => one.nic === nic);
	});

/** The network of the floating IP by the prefix that it has in the files, or of an IPv4 address on the same NIC; null where they say none. */
export function writtenSubnet(confs: readonly WithInstances[], vip: string | null): string | null {
	const all = towardsCustomers(confs, vip);
	const written = [...all.filter(({ text }) => bare(text) === vip), ...(vip?.includes(':') ? all : [])];
	const subnet = written.map(({ text }) => networkOf(text)).find((one) => one !== null);
	return subnet ? `${formatIpv4(subnet.network)}/${subnet.prefix}` : null;
}

/** The IPv6 network of what hosts float on their NICs to the customers, a /64 where no prefix says more; null without such an address. */
export function writtenSubnet6(confs: readonly WithInstances[], vip: string | null): string | null {
	const all = towardsCustomers(confs, vip);
	const [first] = all.map(({ text }) => text).filter((text) => text.includes(':') && !bare(text).startsWith('fe80:'));
	if (first === undefined) return null;
	const prefix = Number(first.split('/')[1] ?? 128);
	return parseSubnet6(`${bare(first)}/${prefix <= 120 ? prefix : 64}`)?.text ?? null;
}

/** Whether an address lies in one of the cluster's networks, so that cluster.yaml can list it. */
export function hasHome(vip: string, subnets: readonly string[], subnet6: string | null): boolean {
	const [address, network6] = [parseIpv4(vip), subnet6 === null ? null : parseSubnet6(subnet6)];
	if (address === null) return network6 !== null && inSubnet6(network6, vip);
	return subnets.some((cidr) => {
		const subnet = parseSubnet(cidr);
		return subnet !== null && inSubnet(subnet, address);
	});
}
