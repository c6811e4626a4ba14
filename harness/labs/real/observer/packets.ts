import { formatIpv6 } from '../../../base/ip.ts';

/** What the observer reads in a frame; null for anything else. */
export type Packet =
	| {
			kind: 'vrrp';
			source: string;
			version: 2 | 3;
			vrid: number;
			priority: number;
			intervalMs: number;
			addresses: string[];
	  }
	| { kind: 'arp'; op: 'request' | 'reply'; senderMac: string; senderAddress: string; targetAddress: string }
	/** A Neighbour Advertisement to everybody: IPv6's gratuitous ARP. */
	| { kind: 'neighbour'; mac: string; address: string };

const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_ARP = 0x0806;
const ETHERTYPE_IPV6 = 0x86dd;
const IPV6_HEADER_BYTES = 40;
/** RFC 4861 §4.4: the type, and the S flag of an answer to somebody. */
const IP_PROTOCOL_ICMPV6 = 58;
const NEIGHBOUR_ADVERTISEMENT = 136;
const SOLICITED = 0x40;
/** RFC 5798 §5.1.1.4. */
const IP_PROTOCOL_VRRP = 112;
const ETHERNET_HEADER_BYTES = 14;

const address = (bytes: Buffer, offset: number) => [...bytes.subarray(offset, offset + 4)].join('.');
const address6 = (bytes: Buffer, offset: number) => formatIpv6([...bytes.subarray(offset, offset + 16)]);
const mac = (bytes: Buffer, offset: number) =>
	[...bytes.subarray(offset, offset + 6)].map((byte) => byte.toString(16).padStart(2, '0')).join(':');

/**
 * Decodes an Ethernet frame: VRRP advertisements (RFC 3768 §5.1, RFC 5798 §5.1), ARP over IPv4 (RFC 826) and unsolicited Neighbour
 * Advertisements (RFC 4861 §4.4). Cut-off frames give null.
 */
export function decodePacket(frame: Buffer): Packet | null {
	if (frame.length < ETHERNET_HEADER_BYTES) return null;
	const etherType = frame.readUInt16BE(12);
	const payload = frame.subarray(ETHERNET_HEADER_BYTES);
	if (etherType === ETHERTYPE_ARP) return decodeArp(payload);
	if (etherType === ETHERTYPE_IPV4) return decodeIpv4(payload);
	return etherType === ETHERTYPE_IPV6 ? decodeIpv6(payload, mac(frame, 6)) : null;
}

function decodeArp(arp: Buffer): Packet | null {
	if (arp.length < 28 || arp.readUInt16BE(2) !== ETHERTYPE_IPV4) return null;
	const op = arp.readUInt16BE(6);
	if (op !== 1 && op !== 2) return null;
	return {
		kind: 'arp',
		op: op === 1 ? 'request' : 'reply',
		senderMac: mac(arp, 8),
		senderAddress: address(arp, 14),
		targetAddress: address(arp, 24),
	};
}

function decodeIpv4(ip: Buffer): Packet | null {
	if (ip.length < 20 || ip[9] !== IP_PROTOCOL_VRRP) return null;
	return decodeVrrp(ip.subarray(((ip[0] ?? 0) & 0x0f) * 4), address(ip, 12), 4);
}

function decodeIpv6(ip: Buffer, senderMac: string): Packet | null {
	if (ip.length < IPV6_HEADER_BYTES) return null;
	const payload = ip.subarray(IPV6_HEADER_BYTES);
	if (ip[6] === IP_PROTOCOL_VRRP) return decodeVrrp(payload, address6(ip, 8), 6);
	const isNews = ip[6] === IP_PROTOCOL_ICMPV6 && payload[0] === NEIGHBOUR_ADVERTISEMENT && ((payload[4] ?? 0) & SOLICITED) === 0;
	return isNews && payload.length >= 24 ? { kind: 'neighbour', mac: senderMac, address: address6(payload, 8) } : null;
}

function decodeVrrp(vrrp: Buffer, source: string, family: 4 | 6): Packet | null {
	const version = (vrrp[0] ?? 0) >> 4;
	const isAdvertisement = ((vrrp[0] ?? 0) & 0x0f) === 1;
	if (vrrp.length < 8 || !isAdvertisement || (version !== 2 && version !== 3)) return null;
	// v2: whole seconds in one byte (RFC 3768 §5.3.7); v3: centiseconds in twelve bits (RFC 5798 §5.2.7).
	const intervalMs = version === 2 ? vrrp.readUInt8(5) * 1000 : (vrrp.readUInt16BE(4) & 0x0fff) * 10;
	const count = vrrp.readUInt8(3);
	const [bytes, read] = family === 6 ? ([16, address6] as const) : ([4, address] as const);
	if (vrrp.length < 8 + bytes * count) return null;
	const addresses = Array.from({ length: count }, (_, i) => read(vrrp, 8 + bytes * i));
	return { kind: 'vrrp', source, version, vrid: vrrp.readUInt8(1), priority: vrrp.readUInt8(2), intervalMs, addresses };
}
