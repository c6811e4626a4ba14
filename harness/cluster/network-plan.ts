import { InputError } from '../base/errors.ts';
import { formatIpv4, macFromIpv4, overlap, parseIpv4, parseSubnet, type Subnet } from '../base/ipv4.ts';
import type { ClusterSpec } from './spec.ts';

/** How far below the broadcast address the search for a free one starts: in a /24 the client takes .250, the gateway .254. */
const CLIENT_OFFSET = 5;
const GATEWAY_OFFSET = 1;

/** Chooses the addresses that cluster.yaml leaves open, all free; null for one where the subnet is full. */
export function planAddresses(
	subnet: Subnet,
	taken: ReadonlySet<number>,
	client: number | null,
): { client: string | null; gateway: string | null } {
	const observer = client ?? highestFree(subnet, taken, CLIENT_OFFSET);
	const gateway = highestFree(subnet, new Set([...taken, ...(observer === null ? [] : [observer])]), GATEWAY_OFFSET);
	return { client: observer === null ? null : formatIpv4(observer), gateway: gateway === null ? null : formatIpv4(gateway) };
}

/** The address and the hardware address of a machine's NIC. */
interface Nic {
	address: string;
	mac: string;
}

/** A client outside the segment, and the router between: it holds the gateway's address on both sides. */
export interface RoutedPlan {
	/** On the segment. */
	router: Nic;
	/** The client's network, CIDR. */
	subnet: string;
	gateway: string;
	client: Nic;
}

/** The networks for documentation (RFC 5737): no LAN and no address pool of Docker's is there. */
const REMOTE_SUBNETS = ['203.0.113.0/24', '198.51.100.0/24', '192.0.2.0/24'];

/** Plans a client behind a router, in a network that neither the segment nor the swarm's pool overlaps. Throws InputError where there is no room. */
export function planRouted({ dir, hosts, network, swarm, vips }: ClusterSpec): RoutedPlan {
	const segment = parseSubnet(network.subnet);
	const pool = parseSubnet(swarm.defaultAddressPool ?? '');
	const isFree = (subnet: Subnet) => ![segment, pool].some((used) => used && overlap(used, subnet));
	const remote = REMOTE_SUBNETS.flatMap((cidr) => parseSubnet(cidr) ?? []).find(isFree);
	const taken = [...vips, network.gateway, network.clientAddress, ...hosts.map(({ address }) => address)];
	const router = segment && highestFree(segment, new Set(taken.flatMap((text) => parseIpv4(text) ?? [])), GATEWAY_OFFSET);
	if (!remote || router === null) {
		const problem = remote ? 'has no address left for a router' : 'leaves no network for a client behind a router';
		const fix = 'Use a larger subnet, for instance a /24, or a drill without a routed client';
		throw new InputError([{ file: `${dir}/cluster.yaml`, field: 'network.subnet', value: network.subnet, problem, fix }]);
	}
	return {
		router: nic(router),
		subnet: `${formatIpv4(remote.network)}/${remote.prefix}`,
		gateway: formatIpv4(remote.network + 1),
		client: nic(remote.network + 10),
	};
}

const nic = (address: number): Nic => ({ address: formatIpv4(address), mac: macFromIpv4(address) });

/** The highest free address from broadcast − offset downwards, then from the top. */
function highestFree(subnet: Subnet, taken: ReadonlySet<number>, offset: number): number | null {
	const start = Math.max(subnet.broadcast - offset, subnet.network);
	return firstFree(start, subnet.network + 1, taken) ?? firstFree(subnet.broadcast - 1, start + 1, taken);
}

function firstFree(from: number, downTo: number, taken: ReadonlySet<number>): number | null {
	for (let address = from; address >= downTo; address--) if (!taken.has(address)) return address;
	return null;
}
