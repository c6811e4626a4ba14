import type { ClientArp, TimelineEvent } from '../../../timeline/event.ts';
import type { CommandStream } from '../command.ts';
import type { Machines } from '../machines.ts';
import { epochMsOf } from './host-lines.ts';
import { onLines } from './lines.ts';

/** Watches the client's neighbour entries for the VIPs, which decide where its requests go (ARP, and RFC 4861 for IPv6). Its changes are announced by the kernel. */
export async function watchNeighbours(
	lab: Pick<Machines, 'stream' | 'spec'>,
	see: (event: TimelineEvent) => void,
): Promise<CommandStream> {
	const stream = await lab.stream('client', ['ip', '-o', '-ts', 'monitor', 'neigh', 'dev', 'eth0']);
	onLines(stream.stdout, (line) => {
		const entry = readNeighbour(line);
		if (!entry || !lab.spec.vips.includes(entry.address)) return;
		const host = lab.spec.hosts.find(({ mac }) => mac === entry.mac)?.name ?? null;
		see({ type: 'client.arp', host, source: 'monitor', ...entry });
	});
	return stream;
}

/** `[2026-11-23T10:15:00.123456] [Deleted ]10.0.0.200 dev eth0 [lladdr 02:…] STALE`, in UTC. */
const ENTRY = /^\[(\S+)\]\s+(Deleted )?([\da-f.:]+) (?:dev \S+ )?(?:lladdr ([0-9a-f:]+) )?.*?([A-Z]+)\s*$/;

/** Reads a line of `ip -o -ts monitor neigh`; null where it is none. An entry that is gone, or without an answer, has no address. */
export function readNeighbour(line: string): Pick<ClientArp, 'atMs' | 'address' | 'mac'> | null {
	const match = ENTRY.exec(line);
	if (!match) return null;
	const [, stamp = '', deleted, address = '', mac, state] = match;
	const isKnown = !deleted && state !== 'FAILED' && state !== 'INCOMPLETE';
	return { atMs: epochMsOf(stamp), address, mac: isKnown && mac ? mac : null };
}
