import { isRecord } from '../base/yaml-source.ts';

/** One entry of a compose service's `ports`. */
export interface ComposePort {
	/** Null where Swarm is to choose one. */
	published: number | null;
	target: number;
	protocol: 'tcp' | 'udp' | 'sctp';
	mode: 'ingress' | 'host';
}

/** `[address:][published:]target[/protocol]`, without ranges. */
const SHORT = /^(?:\d+(?:\.\d+){3}:)?(?:(\d+):)?(\d+)(?:\/(tcp|udp|sctp))?$/;

/** Reads a port in the short (`80:8080/tcp`) or the long form; null for what is no port, or a range. Defaults as Docker's: tcp, ingress. */
export function parseComposePort(entry: unknown): ComposePort | null {
	if (isRecord(entry)) return longPort(entry);
	const match = typeof entry === 'string' || typeof entry === 'number' ? SHORT.exec(String(entry)) : null;
	if (!match) return null;
	return checked(match[1] ?? null, match[2], match[3] ?? 'tcp', 'ingress');
}

function longPort(entry: Record<string, unknown>): ComposePort | null {
	return checked(entry.published ?? null, entry.target, entry.protocol ?? 'tcp', entry.mode ?? 'ingress');
}

function checked(published: unknown, target: unknown, protocol: unknown, mode: unknown): ComposePort | null {
	const from = published === null ? null : portNumber(published);
	const to = portNumber(target);
	if (from === undefined || to === undefined) return null;
	if (protocol !== 'tcp' && protocol !== 'udp' && protocol !== 'sctp') return null;
	return mode === 'ingress' || mode === 'host' ? { published: from, target: to, protocol, mode } : null;
}

function portNumber(value: unknown): number | undefined {
	const text = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
	return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65535 ? Number(text) : undefined;
}
