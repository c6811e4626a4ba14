import type { ClusterSpec, NicSpec } from './spec.ts';

/** The name of every segment: of the customers', which has none, null; then the further ones, in the order of cluster.yaml. */
export const segmentsOf = ({ networks }: Pick<ClusterSpec, 'networks'>): (string | null)[] => [
	null,
	...networks.map(({ name }) => name),
];

/** A machine's NIC on a segment, null for the customers'. Null where it is no host, or has none there. */
export function nicOn(
	{ hosts }: Pick<ClusterSpec, 'hosts'>,
	machine: string,
	network: string | null,
): Pick<NicSpec, 'interface' | 'address' | 'mac'> | null {
	const host = hosts.find(({ name }) => name === machine);
	return (network === null ? host : host?.nics.find((nic) => nic.network === network)) ?? null;
}
