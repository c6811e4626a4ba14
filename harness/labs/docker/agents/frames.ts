/** What a command's output is made of: its two streams, and at the end its exit code as decimal text (empty where a signal ended it). */
export type FrameKind = 'stdout' | 'stderr' | 'exit';
const KINDS: readonly FrameKind[] = ['stdout', 'stderr', 'exit'];
const HEADER_BYTES = 5;

/** One byte for the kind, four for the length (big endian), then the content. */
export function encodeFrame(kind: FrameKind, content: Uint8Array): Buffer {
	const header = Buffer.alloc(HEADER_BYTES);
	header.writeUInt8(KINDS.indexOf(kind), 0);
	header.writeUInt32BE(content.length, 1);
	return Buffer.concat([header, content]);
}

/** Puts frames together again from chunks of any size. */
export class FrameDecoder {
	#pending: Buffer = Buffer.alloc(0);

	/** Takes the next chunk in and returns the frames that are now whole. */
	push(chunk: Buffer): { kind: FrameKind; content: Buffer }[] {
		this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
		const frames: { kind: FrameKind; content: Buffer }[] = [];
		while (this.#pending.length >= HEADER_BYTES) {
			const end = HEADER_BYTES + this.#pending.readUInt32BE(1);
			if (this.#pending.length < end) break;
			frames.push({ kind: KINDS[this.#pending.readUInt8(0)] ?? 'stderr', content: this.#pending.subarray(HEADER_BYTES, end) });
			this.#pending = this.#pending.subarray(end);
		}
		return frames;
	}
}
