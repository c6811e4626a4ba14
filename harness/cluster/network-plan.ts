import { formatIpv4, type Subnet } from './ipv4.ts';

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

/** The highest free address from broadcast − offset downwards, then from the top. */
function highestFree(subnet: Subnet, taken: ReadonlySet<number>, offset: number): number | null {
	const start = Math.max(subnet.broadcast - offset, subnet.network);
	return firstFree(start, subnet.network + 1, taken) ?? firstFree(subnet.broadcast - 1, start + 1, taken);
}

function firstFree(from: number, downTo: number, taken: ReadonlySet<number>): number | null {
	for (let address = from; address >= downTo; address--) if (!taken.has(address)) return address;
	return null;
}
