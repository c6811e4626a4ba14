import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { loadCluster } from '../../../load/load-cluster.ts';
import type { TimelineEvent } from '../../../timeline/event.ts';
import { FakeStream, fakeMachines } from '../testing.ts';
import { Capture } from './capture.ts';

const spec = await loadCluster('fixtures/two-vips');

/** A capture file of these frames, in hexadecimal. */
function pcap(frames: readonly string[]): Buffer {
	const words = (...all: number[]) => {
		const bytes = Buffer.alloc(all.length * 4);
		for (const [i, word] of all.entries()) bytes.writeUInt32LE(word, i * 4);
		return bytes;
	};
	const records = frames.map((text) => {
		const bytes = Buffer.from(text.replaceAll(' ', ''), 'hex');
		return Buffer.concat([words(1_795_428_455, 0, bytes.length, bytes.length), bytes]);
	});
	return Buffer.concat([words(0xa1b2c3d4, 0, 0, 0, 512, 1), ...records]);
}

const DOCKER2 = '02420a00000c';
/** Virtual routers' own hardware addresses: VRID 70 for IPv4, 6 for IPv6. */
const VIRTUAL4 = '00005e000146';
const VIRTUAL6 = '00005e000206';
const arp = (mac: string, address: string) =>
	`ffffffffffff ${mac} 0806 0001 0800 06 04 0001 ${mac} ${address} ffffffffffff ${address}`;
const advert4 = (mac: string, source: string, priority = 'c8') =>
	`01005e000012 ${mac} 0800 45c0 0020 0001 0000 ff 70 0000 ${source} e0000012 31 46 ${priority} 01 0019 0000 0a0000c9`;
const advert6 = (mac: string) =>
	`333300000012 ${mac} 86dd 60000000 0018 70 ff fe80000000000000 00420afffe00000c ff020000000000000000000000000012 31 06 c8 01 0019 0000 fe800000000000000000000000000006`;
const neighbour = (mac: string) =>
	`333300000001 ${mac} 86dd 60000000 0020 3a ff fe80000000000000 00420afffe00000c ff020000000000000000000000000001 88 00 0000 a0000000 fd001000000000000000000000000200 0201 ${mac}`;

/** What a capture makes of frames, without times: advertisements by their sender, announcements by address and host. */
async function told(...frames: string[]): Promise<string[]> {
	const stream = new FakeStream();
	const seen: TimelineEvent[] = [];
	const lab = fakeMachines({ ...spec, vips: [...spec.vips, 'fd00:1000::200'] }, { stream: async () => stream });
	const capture = await Capture.start(lab, { see: (event) => seen.push(event), nowMs: () => 0, lost: () => {} });
	stream.stdout.write(pcap(frames));
	for (let looks = 0; looks < 100 && seen.length < frames.length; looks += 1) await sleep(2);
	capture.close();
	return seen.map((e) => {
		if (e.type === 'vrrp.advert') return `advert ${e.source} ${e.host}`;
		return e.type === 'arp.gratuitous' ? `${e.op} ${e.address} ${e.host}` : e.type;
	});
}

describe('a capture', () => {
	it('names hosts by their addresses on every segment, and by link-local ones', async () => {
		expect(
			await told(advert4(DOCKER2, '0a00000c'), advert4(DOCKER2, 'ac10000d'), advert6(DOCKER2), advert4(DOCKER2, '0a000063')),
		).to.deep.equal([
			'advert 10.0.0.12 docker2',
			'advert 172.16.0.13 docker3',
			'advert fe80::42:aff:fe00:c docker2',
			'advert 10.0.0.99 null',
		]);
	});
	it('tells of gratuitous ARP and of Neighbour Advertisements for every floating IP, and for no other address', async () => {
		expect(await told(arp(DOCKER2, '0a0000c9'), neighbour(DOCKER2), arp(DOCKER2, '0a00000c'))).to.deep.equal([
			'request 10.0.0.201 docker2',
			'reply fd00:1000::200 docker2',
		]);
	});
	it('takes a virtual router’s hardware address for that of whoever advertised last, a goodbye aside', async () => {
		expect(
			await told(
				arp(VIRTUAL4, '0a0000c9'),
				advert4(VIRTUAL4, '0a00000c'),
				advert4(VIRTUAL4, '0a00000b', '00'),
				arp(VIRTUAL4, '0a0000c9'),
				neighbour(VIRTUAL6),
				advert6(VIRTUAL6),
				neighbour(VIRTUAL6),
			),
		).to.deep.equal([
			'request 10.0.0.201 null',
			'advert 10.0.0.12 docker2',
			'advert 10.0.0.11 docker1',
			'request 10.0.0.201 docker2',
			'reply fd00:1000::200 null',
			'advert fe80::42:aff:fe00:c docker2',
			'reply fd00:1000::200 docker2',
		]);
	});
});
