/** A piece of what a container or a task has written. */
export interface LogFrame {
	stream: 'stdout' | 'stderr';
	content: Buffer;
}

/** Logs as the API gives them: pieces, each behind a header of eight bytes with the stream and, in the last four, the length (Docker API, POST /containers/{id}/attach). One that is cut off ends them. */
export function* logFrames(bytes: Buffer): Generator<LogFrame> {
	for (let at = 0; at + 8 <= bytes.length; at += 8 + bytes.readUInt32BE(at + 4))
		yield {
			stream: bytes[at] === 2 ? 'stderr' : 'stdout',
			content: bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at + 4)),
		};
}
