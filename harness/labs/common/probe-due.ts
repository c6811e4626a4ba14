import type { ProbeSpec } from '../../cluster/probe-spec.ts';

/**
 * When request `seq` of a probe is due, milliseconds after the load's start: always the same. Each comes at a place of its own within its period, as
 * if it were drawn by lot: a mesh that goes round its back ends would else hand a probe that keeps step with the HTTP load the same one each
 * time. What asks how a connection has got on since the last time comes at full periods, the first after one.
 */
export function probeDueMs({ name, kind, everyMs }: Pick<ProbeSpec, 'name' | 'kind' | 'everyMs'>, seq: number): number {
	if (kind === 'idle' || kind === 'stream') return (seq + 1) * everyMs;
	return (seq + lot(name, seq)) * everyMs;
}

/** A number from 0 up to but not including 1 that looks drawn by lot: FNV-1a over the name and the number, mixed as MurmurHash3 ends. */
function lot(name: string, seq: number): number {
	let hash = 0x811c9dc5;
	for (const letter of `${name} ${seq}`) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
	hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
	return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
