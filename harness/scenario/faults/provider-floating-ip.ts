import type { Duration } from '../../base/units.ts';
import { durationProblems } from '../ranges.ts';
import type { FaultDescriptor, FaultOf } from './descriptor.ts';
import type { Shapes } from './shapes.ts';

const LONGEST_MS = 60_000;

const parameters = ({ duration, count }: Shapes) => ({ latency: duration, failures: count });

interface ProviderOptions {
	/** From a call until packets go to the new host, and until the caller is answered. */
	latency?: Duration;
	/** So many calls of each host are refused (503) before one is obeyed. */
	failures?: number;
}
export type ProviderFloatingIp = FaultOf<'provider-floating-ip', typeof parameters>;

/**
 * The customers' segment delivers the floating IP as a cloud does: not to whom ARP names, but to the host that the provider's API was told last. It begins with the
 * owner. Hosts call the API from keepalived's notify scripts: `PUT http://CLIENT:8053/floating-ips/ADDRESS` at the observer's address, with the host's name as the
 * body. Undone by going by ARP again.
 */
export const providerFloatingIp = (options: ProviderOptions = {}): ProviderFloatingIp => ({
	kind: 'provider-floating-ip',
	latency: '500ms',
	failures: 0,
	...options,
});

/** See providerFloatingIp. */
export const providerFloatingIpFault: FaultDescriptor<ProviderFloatingIp> = {
	kind: 'provider-floating-ip',
	parameters,
	build: providerFloatingIp,
	call: 'providerFloatingIp({ latency, failures })',
	whom: 'the segment',
	does: 'The floating IP goes to the host that a provider’s API was told last, and no longer to whom ARP names; the API is slow, and refuses the first calls.',
	undone: 'The segment goes by ARP again.',
	detail: ({ latency, failures }) => `${latency} a call${failures > 0 ? `, the first ${failures} of each host refused` : ''}`,
	problems: ({ latency }, place) => durationProblems(`${place}.latency`, latency, { max: LONGEST_MS }),
};
