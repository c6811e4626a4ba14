import type { ClusterSpec } from '../../cluster/spec.ts';
import { instanceForVip } from '../../cluster/theory.ts';

/** The hardware address of a stranger on the segment, of the range kept for documentation (RFC 7042, 2.1.2): no machine has it. */
export const STRANGER_MAC = '00:00:5e:00:53:01';

/** Address and floating IP of another cluster on the segment, in a network for documentation (TEST-NET-1 of RFC 5737). */
export const STRANGER_ADDRESS = '192.0.2.1';
export const STRANGER_VIP = '192.0.2.200';

/** How another cluster on the segment speaks VRRP, whose people took the same number as this one's. */
export interface StrangerRouter {
	vrid: number;
	version: 2 | 3;
	advertIntMs: number;
	priority: number;
}

/** As the cluster's own instance for the VIP, without a password and with an address of its own. Null where no host has one. */
export function strangerRouter(spec: ClusterSpec): StrangerRouter | null {
	const [instance] = spec.hosts.flatMap((host) => instanceForVip(host, spec.vip) ?? []);
	if (!instance) return null;
	return { vrid: instance.virtualRouterId, version: instance.version, advertIntMs: instance.advertIntMs, priority: 150 };
}
