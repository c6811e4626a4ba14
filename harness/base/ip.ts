/** IPv6 as the kernel prints it (RFC 5952): lower case, the longest run of zeros left out; null unless it is IPv6. */
function canonicalIpv6(text: string): string | null {
	if (!text.includes(':') || !/^[0-9a-fA-F:.]+$/.test(text)) return null;
	try {
		return new URL(`http://[${text}]`).hostname.slice(1, -1);
	} catch {
		return null;
	}
}

/** An address as the kernel prints it; what is none stays as it is. */
export const canonicalIp = (text: string): string => canonicalIpv6(text) ?? text;

/** An address as it stands in a URL: IPv6 in brackets (RFC 3986 §3.2.2). */
export const inUrl = (address: string): string => (address.includes(':') ? `[${address}]` : address);

/** An address with the prefix length of its subnet: 10.0.0.1 and 10.0.0.0/24 to 10.0.0.1/24. */
export const withPrefix = (address: string, subnet: string): string => `${address}/${subnet.split('/')[1]}`;

/** The 16 bytes of an IPv6 address; null unless it is one. */
function bytesOf(text: string): number[] | null {
	const address = canonicalIpv6(text);
	if (address === null) return null;
	const [head = '', tail] = address.split('::');
	const groups = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
	const [front, back] = [groups(head), groups(tail ?? '')];
	const zeros = Array.from({ length: 8 - front.length - back.length }, () => 0);
	return [...front, ...zeros, ...back].flatMap((group) => [group >> 8, group & 255]);
}

/** An IPv6 network: its first address and the prefix length 0–128. */
export interface Subnet6 {
	bytes: readonly number[];
	prefix: number;
	/** As the kernel prints it, with the prefix length. */
	text: string;
}

/** Parses CIDR (`fd00:10::/64`); null if it is none. Host bits are dropped: `text` tells whether there were any. */
export function parseSubnet6(cidr: string): Subnet6 | null {
	const [text = '', length = '', ...rest] = cidr.split('/');
	const all = bytesOf(text);
	if (all === null || rest.length > 0 || !/^\d{1,3}$/.test(length) || Number(length) > 128) return null;
	const prefix = Number(length);
	const bytes = all.map((byte, i) => byte & maskOf(prefix, i));
	return { bytes, prefix, text: `${formatIpv6(bytes)}/${prefix}` };
}

/** Whether an IPv6 address lies in a network. */
export function inSubnet6(subnet: Subnet6, address: string): boolean {
	const bytes = bytesOf(address);
	return bytes?.every((byte, i) => (byte & maskOf(subnet.prefix, i)) === subnet.bytes[i]) ?? false;
}

/** The address in a network whose last 16 bits are this number, 0–65535. */
export function hostOf6(subnet: Subnet6, number: number): string {
	return formatIpv6([...subnet.bytes.slice(0, 14), (number >> 8) & 255, number & 255]);
}

/** The link-local address that a kernel makes of a hardware address (RFC 4291, appendix A: modified EUI-64). */
export function linkLocalOf(mac: string): string {
	const [a = 0, b = 0, c = 0, ...rest] = mac.split(':').map((octet) => Number.parseInt(octet, 16));
	return formatIpv6([0xfe, 0x80, 0, 0, 0, 0, 0, 0, a ^ 2, b, c, 0xff, 0xfe, ...rest]);
}

/** IPv6 of its 16 bytes, as the kernel prints it. */
export function formatIpv6(bytes: readonly number[]): string {
	const groups = Array.from({ length: 8 }, (_, i) => (((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0)).toString(16));
	return canonicalIp(groups.join(':'));
}

const maskOf = (prefix: number, byte: number) => (0xff00 >> Math.min(8, Math.max(0, prefix - 8 * byte))) & 255;
