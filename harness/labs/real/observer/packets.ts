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
	| { kind: 'arp'; op: 'request' | 'reply'; senderMac: string; senderAddress: string; targetAddress: string };

const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_ARP = 0x0806;
/** RFC 5798 §5.1.1.4. */
const IP_PROTOCOL_VRRP = 112;
const ETHERNET_HEADER_BYTES = 14;

const address = (bytes: Buffer, offset: number) => [...bytes.subarray(offset, offset + 4)].join('.');
const mac = (bytes: Buffer, offset: number) =>
	[...bytes.subarray(offset, offset + 6)].map((byte) => byte.toString(16).padStart(2, '0')).join(':');

/** Decodes an Ethernet frame: VRRP advertisements (RFC 3768 §5.1, RFC 5798 §5.1) and ARP over IPv4 (RFC 826). Cut-off frames give null. */
export function decodePacket(frame: Buffer): Packet | null {
	if (frame.length < ETHERNET_HEADER_BYTES) return null;
	const etherType = frame.readUInt16BE(12);
	const payload = frame.subarray(ETHERNET_HEADER_BYTES);
	if (etherType === ETHERTYPE_ARP) return decodeArp(payload);
	if (etherType === ETHERTYPE_IPV4) return decodeVrrp(payload);
	return null;
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

function decodeVrrp(ip: Buffer): Packet | null {
	if (ip.length < 20 || ip[9] !== IP_PROTOCOL_VRRP) return null;
	const source = address(ip, 12);
	const vrrp = ip.subarray(((ip[0] ?? 0) & 0x0f) * 4);
	const version = (vrrp[0] ?? 0) >> 4;
	const isAdvertisement = ((vrrp[0] ?? 0) & 0x0f) === 1;
	if (vrrp.length < 8 || !isAdvertisement || (version !== 2 && version !== 3)) return null;
	// v2: whole seconds in one byte (RFC 3768 §5.3.7); v3: centiseconds in twelve bits (RFC 5798 §5.2.7).
	const intervalMs = version === 2 ? vrrp.readUInt8(5) * 1000 : (vrrp.readUInt16BE(4) & 0x0fff) * 10;
	const count = vrrp.readUInt8(3);
	if (vrrp.length < 8 + 4 * count) return null;
	const addresses = Array.from({ length: count }, (_, i) => address(vrrp, 8 + 4 * i));
	return { kind: 'vrrp', source, version, vrid: vrrp.readUInt8(1), priority: vrrp.readUInt8(2), intervalMs, addresses };
}
