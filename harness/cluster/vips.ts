import { canonicalIp } from '../base/ip.ts';
import type { ClusterYaml } from './cluster-schema.ts';
import type { HostSpec } from './spec.ts';
import { heldBy } from './theory.ts';

/** The floating IPs of cluster.yaml, as the kernel prints them. */
export const listedVips = ({ vip }: ClusterYaml): string[] => [vip].flat().map(canonicalIp);

/** And those that only the configurations name. */
export const everyVip = (cluster: ClusterYaml, hosts: readonly HostSpec[]): string[] => [
	...new Set([...listedVips(cluster), ...hosts.flatMap(({ keepalived }) => keepalived?.instances.flatMap(heldBy) ?? [])]),
];
