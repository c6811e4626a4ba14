import type { IpvsBackend } from '../../../timeline/event.ts';

/** One back end of one virtual service. */
export interface IpvsEntry {
	/** As ipvsadm calls it: `FWM 256`, `TCP 10.0.0.200:80`. */
	service: string;
	/** IPv4, without its port: behind a firewall mark there is none. */
	address: string;
	/** 0: it gets no new connections. */
	weight: number;
}

/** What happened to a back end between two looks. */
export type IpvsChange = Pick<IpvsBackend, 'service' | 'address' | 'change'>;

/**
 * A virtual service or a back end in /proc/net/ip_vs (net/netfilter/ipvs/ip_vs_ctl.c): `FWM  00000100 rr`, `TCP  0A0000C8:0050 rr`,
 * `  -> 0A630005:0000      Masq    1 …`. IPv6, in brackets, is passed over: Swarm's mesh has none.
 */
const ENTRY = /(FWM|TCP|UDP|SCTP)\s+([0-9A-F]{8})(?::([0-9A-F]{4}))?(?=\s)|->\s+([0-9A-F]{8}):[0-9A-F]{4}\s+\w+\s+(\d+)/g;

/** Reads a table as the kernel writes it, or on one line without its counters as the watch does. Numbers there are hexadecimal, but weights. */
export function parseIpvsTable(text: string): IpvsEntry[] {
	let service = '';
	const entries: IpvsEntry[] = [];
	for (const [, protocol, key = '', port, address, weight] of text.matchAll(ENTRY)) {
		if (protocol) service = `${protocol} ${port ? `${dotted(key)}:${Number.parseInt(port, 16)}` : Number.parseInt(key, 16)}`;
		else if (address) entries.push({ service, address: dotted(address), weight: Number(weight) });
	}
	return entries;
}

const dotted = (hex: string) => [...hex.matchAll(/../g)].map(([byte]) => Number.parseInt(byte, 16)).join('.');

/** What came, was drained (weight 0) or left between two tables; a drained back end that gets weight again counts as added. */
export function diffIpvsTables(before: readonly IpvsEntry[], after: readonly IpvsEntry[]): IpvsChange[] {
	const find = (table: readonly IpvsEntry[], { service, address }: IpvsEntry) =>
		table.find((entry) => entry.service === service && entry.address === address);
	const left = before.filter((entry) => !find(after, entry));
	const changed = after.filter((entry) => {
		const was = find(before, entry);
		return !was || was.weight > 0 !== entry.weight > 0;
	});
	return [
		...left.map(({ service, address }) => ({ service, address, change: 'removed' as const })),
		...changed.map(({ service, address, weight }) => ({
			service,
			address,
			change: weight > 0 ? ('added' as const) : ('drained' as const),
		})),
	];
}
