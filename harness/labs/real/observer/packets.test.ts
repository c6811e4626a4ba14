import { expect } from 'chai';
import { decodePacket } from './packets.ts';

/** Taken from a capture of keepalived 2.3.3 on the reference design: docker2 announcing itself. */
const ethernet = (etherType: string, payload: string) =>
	Buffer.from(`01005e0000120242 0a00000c ${etherType}${payload}`.replaceAll(' ', ''), 'hex');
const ipv4 = (protocol: string, payload: string) => `45c0 0028 0001 0000 ff ${protocol} 0000 0a00000c e0000012 ${payload}`;
const ADVERT_V2 = '21 45 4b 01 01 01 0000 0a0000c8 70617373 77313233';
const ADVERT_V3 = '31 45 4b 01 000a 0000 0a0000c8';
/** An IPv6 packet from fe80::42:aff:fe00:c. */
const ipv6 = (next: string, payload: string) =>
	`60000000 0028 ${next} ff fe80000000000000 00420afffe00000c ff020000000000000000000000000012 ${payload}`;
const VIP6 = 'fd001000000000000000000000000200';
const neighbour = (flags: string) => `88 00 0000 ${flags}000000 ${VIP6} 0201 02420a00000c`;
const arp = (op: string, sender: string, target: string) => `0001 0800 06 04 ${op} 02420a00000c ${sender} ffffffffffff ${target}`;

describe('decodePacket', () => {
	const vrrp = { kind: 'vrrp', source: '10.0.0.12', vrid: 69, priority: 75, addresses: ['10.0.0.200'] };
	const cases = [
		{
			what: 'a VRRPv2 advertisement, whole seconds',
			frame: ethernet('0800', ipv4('70', ADVERT_V2)),
			packet: { ...vrrp, version: 2, intervalMs: 1000 },
		},
		{
			what: 'a VRRPv3 advertisement, centiseconds',
			frame: ethernet('0800', ipv4('70', ADVERT_V3)),
			packet: { ...vrrp, version: 3, intervalMs: 100 },
		},
		{
			what: 'an ARP request',
			frame: ethernet('0806', arp('0001', '0a0000c8', '0a0000c8')),
			packet: {
				kind: 'arp',
				op: 'request',
				senderMac: '02:42:0a:00:00:0c',
				senderAddress: '10.0.0.200',
				targetAddress: '10.0.0.200',
			},
		},
		{
			what: 'an ARP reply',
			frame: ethernet('0806', arp('0002', '0a00000c', '0a0000fa')),
			packet: {
				kind: 'arp',
				op: 'reply',
				senderMac: '02:42:0a:00:00:0c',
				senderAddress: '10.0.0.12',
				targetAddress: '10.0.0.250',
			},
		},
		{ what: 'TCP', frame: ethernet('0800', ipv4('06', ADVERT_V2)), packet: null },
		{
			what: 'a VRRPv3 advertisement over IPv6',
			frame: ethernet('86dd', ipv6('70', `31 06 4b 02 0064 0000 fe800000000000000000000000000006 ${VIP6}`)),
			packet: {
				...{ kind: 'vrrp', source: 'fe80::42:aff:fe00:c', version: 3, vrid: 6, priority: 75, intervalMs: 1000 },
				addresses: ['fe80::6', 'fd00:1000::200'],
			},
		},
		{
			what: 'an advertisement over IPv6 cut off in its addresses',
			frame: ethernet('86dd', ipv6('70', `31 06 4b 02 0064 0000 ${VIP6} fe80`)),
			packet: null,
		},
		{
			what: 'a Neighbour Advertisement to everybody',
			frame: ethernet('86dd', ipv6('3a', neighbour('a0'))),
			packet: { kind: 'neighbour', mac: '02:42:0a:00:00:0c', address: 'fd00:1000::200' },
		},
		{ what: 'an answer to whoever asked for a neighbour', frame: ethernet('86dd', ipv6('3a', neighbour('e0'))), packet: null },
		{ what: 'UDP over IPv6', frame: ethernet('86dd', ipv6('11', ADVERT_V2)), packet: null },
		{ what: 'IPv6 cut off in its header', frame: ethernet('86dd', ADVERT_V2), packet: null },
		{
			what: 'an advertisement cut off in its addresses',
			frame: ethernet('0800', ipv4('70', '21 45 4b 02 01 01 0000 0a0000c8')),
			packet: null,
		},
		{ what: 'a frame shorter than its header', frame: Buffer.from('0102', 'hex'), packet: null },
	];
	for (const { what, frame, packet } of cases) it(`reads ${what}`, () => expect(decodePacket(frame)).to.deep.equal(packet));
});
