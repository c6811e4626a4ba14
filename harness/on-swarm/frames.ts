import { createHash } from 'node:crypto';

/**
 * What a task gives back, as lines of its output: only that comes from any node through the manager's API. Logs may end early, or be cut, so the last line says
 * how much there was, and its checksum.
 */
const PART = 'vipdrill-part';
const END = 'vipdrill-end';
/** Docker's json-file driver cuts lines at 16 kB (moby, daemon/logger/copier.go, defaultBufSize). */
const LINE_CHARS = 12_000;

/** Bytes as lines of text, for a shard. */
export function toFrames(shard: number, bytes: Uint8Array): string[] {
	const text = Buffer.from(bytes).toString('base64');
	const parts = Array.from({ length: Math.ceil(text.length / LINE_CHARS) }, (_, i) =>
		[PART, shard, i, text.slice(i * LINE_CHARS, (i + 1) * LINE_CHARS)].join(' '),
	);
	return [...parts, [END, shard, parts.length, checksum(bytes)].join(' ')];
}

/** What a task's output holds of a shard; null where it does not end, has a gap, or is not what the task wrote. Other lines are passed over. */
export function fromFrames(shard: number, output: string): Buffer | null {
	const parts = new Map<number, string>();
	let end: { parts: number; sum: string } | null = null;
	for (const line of output.split('\n')) {
		const [word, of, number, content = ''] = line.trimEnd().split(' ');
		if (Number(of) !== shard) continue;
		if (word === PART) parts.set(Number(number), content);
		if (word === END) end = { parts: Number(number), sum: content };
	}
	if (!end) return null;
	const texts = Array.from({ length: end.parts }, (_, i) => parts.get(i));
	if (texts.includes(undefined)) return null;
	const bytes = Buffer.from(texts.join(''), 'base64');
	return checksum(bytes) === end.sum ? bytes : null;
}

const checksum = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
