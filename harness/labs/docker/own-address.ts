import { createHash } from 'node:crypto';

/** Where a machine's first NIC is plugged in, and what it is called there. */
export interface SegmentPlace {
	/** The network's name on the engine. */
	network: string;
	mac: string;
	/** IPv4, with the segment's prefix length: 10.0.0.1/24. */
	address: string;
	/** The default route; null where the machine is the router itself. */
	gateway: string | null;
}

/** Where a host finds the script at its boot (images/host/entrypoint). */
export const OWN_ADDRESS_PATH = '/usr/local/lib/vipdrill/own-address';

/**
 * A shell script that gives a NIC the address that the cluster has for it, in place of the engine's. An engine refuses two networks that
 * overlap, so each lab's have addresses of their own there, and several labs of one cluster can run side by side.
 */
export function ownAddressScript(nic: string, { address, gateway }: Pick<SegmentPlace, 'address' | 'gateway'>): string {
	const bare = address.split('/')[0];
	return [
		'set -eu',
		`given=$(ip -o -4 address show dev ${nic} | awk '{ sub("/.*", "", $4); print $4; exit }')`,
		`ip address flush dev ${nic}`,
		`ip address add ${address} broadcast + dev ${nic}`,
		...(gateway === null ? [] : [`ip route replace default via ${gateway} dev ${nic}`]),
		// A mount of the engine's: it can be written, but not replaced.
		`hosts=$(awk -v given="$given" '$1 == given { $1 = "${bare}" } { print }' /etc/hosts)`,
		`printf '%s\\n' "$hosts" > /etc/hosts`,
		'',
	].join('\n');
}

/** An address with the prefix length of its subnet: 10.0.0.1 and 10.0.0.0/24 to 10.0.0.1/24. */
export const withPrefix = (address: string, subnet: string) => `${address}/${subnet.split('/')[1]}`;

/** Networks in the range for tests of network devices (RFC 2544), where no LAN is: 512 of /24. */
const NETWORKS = 512;

/** The addresses, CIDR, that an engine is told a lab's network has: the `attempt`-th choice for this name, from 0. */
export function madeUpSubnet(networkName: string, attempt: number): string {
	const start = createHash('sha256').update(networkName).digest().readUInt16BE(0);
	const index = (start + attempt) % NETWORKS;
	return `198.${18 + (index >> 8)}.${index & 255}.0/24`;
}
