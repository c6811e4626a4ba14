/** An IPv4 network as numbers: first (network) and last (broadcast) address, and the prefix length 0–32. */
export interface Subnet {
	network: number;
	broadcast: number;
	prefix: number;
}

/** Parses dotted decimal (`10.0.0.11`) to an unsigned 32-bit number; null unless it is four numbers 0–255 without leading zeros. */
export function parseIpv4(text: string): number | null {
	const parts = text.split('.');
	if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) return null;
	return parts.reduce((address, part) => address * 256 + Number(part), 0);
}

/** Formats an unsigned 32-bit number as dotted decimal. */
export function formatIpv4(address: number): string {
	return octets(address).join('.');
}

/** Parses CIDR (`10.0.0.0/24`); null if it is none. Host bits are dropped: `network` tells whether there were any. */
export function parseSubnet(cidr: string): Subnet | null {
	const [text = '', length = '', ...rest] = cidr.split('/');
	const address = parseIpv4(text);
	if (address === null || rest.length > 0 || !/^\d{1,2}$/.test(length) || Number(length) > 32) return null;
	const prefix = Number(length);
	const size = 2 ** (32 - prefix);
	const network = address - (address % size);
	return { network, broadcast: network + size - 1, prefix };
}

/** Whether an address lies in a subnet; its network and broadcast addresses count as inside. */
export function inSubnet(subnet: Subnet, address: number): boolean {
	return address >= subnet.network && address <= subnet.broadcast;
}

/** Whether two subnets have an address in common. */
export function overlap(a: Subnet, b: Subnet): boolean {
	return a.network <= b.broadcast && b.network <= a.broadcast;
}

/** The hardware address a lab gives the owner of an IPv4 address: locally administered, `02:42:` and the four octets. */
export function macFromIpv4(address: number): string {
	return [0x02, 0x42, ...octets(address)].map((octet) => octet.toString(16).padStart(2, '0')).join(':');
}

function octets(address: number): number[] {
	return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255);
}
