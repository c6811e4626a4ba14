import type { Readable } from 'node:stream';

/** Calls back for every whole line of a byte stream, as it comes. Unlike readline, it survives a stream that ends in an error. */
export function onLines(stream: Readable, line: (text: string) => void): void {
	let pending = '';
	stream.setEncoding('utf8');
	stream.on('data', (chunk: string) => {
		const parts = (pending + chunk).split('\n');
		pending = parts.pop() ?? '';
		for (const part of parts) if (part !== '') line(part);
	});
}
