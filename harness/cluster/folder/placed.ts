import { canonicalIp } from '../../base/ip.ts';
import type { ReadInstance } from '../../keepalived/instances.ts';
import { type Entry, wordOf } from '../../keepalived/model.ts';

/** What a vrrp_instance says of NICs and addresses. */
export interface Placed {
	/** The NIC that VRRP runs on. */
	interface: string;
	/** `unicast_src_ip` or `mcast_src_ip`. */
	source: string | null;
	/** Every address that it floats, as written, and the NIC that it is put on. Customers do not ask for excluded ones. */
	addresses: { text: string; nic: string; isExcluded: boolean }[];
	/** NICs that decide whether it is fit. */
	tracked: string[];
}

/** What an instance says of NICs and addresses. */
export function placed({ block, spec }: ReadInstance): Placed {
	const { virtual_ipaddress: listed = [], virtual_ipaddress_excluded: excluded = [] } = block.lists;
	const written = (entries: readonly Entry[], isExcluded: boolean) =>
		entries.map(({ values: [text], options: { dev } }) => ({
			text: String(text),
			nic: typeof dev === 'string' ? dev : spec.interface,
			isExcluded,
		}));
	return {
		interface: spec.interface,
		source: wordOf(block, 'unicast_src_ip') ?? wordOf(block, 'mcast_src_ip') ?? null,
		// keepalived drops an address of the other family, unless it is excluded.
		addresses: [
			...written(listed, false).filter(({ text }) => spec.virtualIpAddresses.includes(bare(text))),
			...written(excluded, true),
		],
		tracked: spec.tracks.filter(({ kind }) => kind === 'interface').map(({ name }) => name),
	};
}

/** An address of a keepalived.conf without its prefix, as the kernel prints it. */
export const bare = (text: string): string => canonicalIp(text.split('/')[0] ?? '');
