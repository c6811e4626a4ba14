import { Readable } from 'node:stream';
import { expect } from 'chai';
import { type Frame, PcapDecoder } from './pcap.ts';

function pcap({ magic, littleEndian, fraction }: { magic: number; littleEndian: boolean; fraction: number }): Buffer {
	const words = [magic, 0, 0, 0, 128, 1, 1_795_428_455, fraction, 3, 60];
	const bytes = Buffer.alloc(words.length * 4);
	for (const [i, word] of words.entries()) littleEndian ? bytes.writeUInt32LE(word, i * 4) : bytes.writeUInt32BE(word, i * 4);
	return Buffer.concat([bytes, Buffer.from('abc')]);
}

async function decode(bytes: Buffer, chunkBytes: number): Promise<Frame[]> {
	const chunks = Array.from({ length: Math.ceil(bytes.length / chunkBytes) }, (_, i) =>
		bytes.subarray(i * chunkBytes, (i + 1) * chunkBytes),
	);
	return Readable.from(chunks).pipe(new PcapDecoder()).toArray();
}

describe('PcapDecoder', () => {
	const forms = [
		{ name: 'microseconds, little-endian', magic: 0xa1b2c3d4, littleEndian: true, fraction: 250_500 },
		{ name: 'microseconds, big-endian', magic: 0xa1b2c3d4, littleEndian: false, fraction: 250_500 },
		{ name: 'nanoseconds', magic: 0xa1b23c4d, littleEndian: true, fraction: 250_500_000 },
	];
	for (const form of forms) {
		for (const chunkBytes of [1, 25, 1000]) {
			it(`reads ${form.name} in chunks of ${chunkBytes}`, async () => {
				const [frame, ...others] = await decode(pcap(form), chunkBytes);
				expect(frame?.epochMs).to.be.closeTo(1_795_428_455_250.5, 0.001);
				expect(frame?.bytes.toString()).to.equal('abc');
				expect(others).to.deep.equal([]);
			});
		}
	}

	it('refuses what is not a capture', async () => {
		const error = await decode(Buffer.alloc(24, 7), 24).catch((e: Error) => e);
		expect(error)
			.to.be.an('error')
			.with.property('message')
			.that.matches(/not a pcap stream: it begins with 07070707/);
	});
});
