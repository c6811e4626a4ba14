import { Transform, type TransformCallback } from 'node:stream';

/** One captured frame: kernel time in milliseconds since the Unix epoch, and the bytes from the Ethernet header on. */
export interface Frame {
	epochMs: number;
	bytes: Buffer;
}

const MAGIC_MICROSECONDS = 0xa1b2c3d4;
const MAGIC_NANOSECONDS = 0xa1b23c4d;
const FILE_HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 16;

/** Decodes a classic pcap byte stream (pcap-savefile(5), either byte order, micro- or nanoseconds) into frames, whatever the chunks. */
export class PcapDecoder extends Transform {
	#pending: Buffer = Buffer.alloc(0);
	#header: { littleEndian: boolean; fractionPerMs: number } | null = null;

	constructor() {
		super({ readableObjectMode: true });
	}

	override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
		this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
		try {
			for (let frame = this.#next(); frame; frame = this.#next()) this.push(frame);
			done();
		} catch (error) {
			done(error as Error);
		}
	}

	#next(): Frame | null {
		if (!this.#header) {
			if (this.#pending.length < FILE_HEADER_BYTES) return null;
			this.#header = readFileHeader(this.#pending);
			this.#pending = this.#pending.subarray(FILE_HEADER_BYTES);
		}
		if (this.#pending.length < RECORD_HEADER_BYTES) return null;
		const { littleEndian, fractionPerMs } = this.#header;
		const read = (offset: number) => (littleEndian ? this.#pending.readUInt32LE(offset) : this.#pending.readUInt32BE(offset));
		const end = RECORD_HEADER_BYTES + read(8);
		if (this.#pending.length < end) return null;
		const frame = { epochMs: read(0) * 1000 + read(4) / fractionPerMs, bytes: this.#pending.subarray(RECORD_HEADER_BYTES, end) };
		this.#pending = this.#pending.subarray(end);
		return frame;
	}
}

function readFileHeader(bytes: Buffer): { littleEndian: boolean; fractionPerMs: number } {
	for (const littleEndian of [true, false]) {
		const magic = littleEndian ? bytes.readUInt32LE(0) : bytes.readUInt32BE(0);
		if (magic === MAGIC_MICROSECONDS) return { littleEndian, fractionPerMs: 1000 };
		if (magic === MAGIC_NANOSECONDS) return { littleEndian, fractionPerMs: 1_000_000 };
	}
	throw new Error(`not a pcap stream: it begins with ${bytes.subarray(0, 4).toString('hex')}`);
}
