import { type Folder, LONGEST, MOST_FILES } from './folder.ts';

/** What a link holds. */
export interface Shared {
	name: string;
	folder: Folder;
	/** The variant that it is held against; null without. */
	before: Folder | null;
}

/** What unpacks to more than this is nobody's cluster, bytes. */
const MOST_BYTES = 4 * 1024 * 1024;

/** All input as text for a URL's fragment: JSON, deflated, in base64 as URLs take it. */
export async function packShared(shared: Shared): Promise<string> {
	const bytes = await drained(new Blob([JSON.stringify(shared)]).stream().pipeThrough(new CompressionStream('deflate-raw')));
	return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
		.replaceAll('+', '-')
		.replaceAll('/', '_')
		.replace(/=+$/, '');
}

/** What a fragment holds; null where it is none of ours, is cut off, or holds more than a cluster has. */
export async function unpackShared(text: string): Promise<Shared | null> {
	try {
		const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0));
		const json = await drained(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw')));
		return sharedOf(JSON.parse(new TextDecoder().decode(json)));
	} catch {
		return null;
	}
}

function sharedOf(value: unknown): Shared | null {
	if (typeof value !== 'object' || value === null) return null;
	const { name, folder, before } = value as Record<string, unknown>;
	if (typeof name !== 'string' || !isFolder(folder) || !(before === null || isFolder(before))) return null;
	return { name, folder, before };
}

function isFolder(value: unknown): value is Folder {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
	const texts = Object.values(value);
	return texts.length <= MOST_FILES && texts.every((text) => typeof text === 'string' && text.length <= LONGEST);
}

/** All of a stream. Throws RangeError where it does not end soon enough. */
async function drained(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
	const parts: Uint8Array[] = [];
	let length = 0;
	const reader = stream.getReader();
	for (;;) {
		const { done, value } = await reader.read();
		if (done) break;
		length += value.length;
		if (length > MOST_BYTES) {
			await reader.cancel();
			throw new RangeError('it holds too much');
		}
		parts.push(value);
	}
	const all = new Uint8Array(length);
	let at = 0;
	for (const part of parts) {
		all.set(part, at);
		at += part.length;
	}
	return all;
}
