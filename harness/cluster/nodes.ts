import type { ClusterSpec, HostSpec } from './spec.ts';

/** The hosts that are nodes of the swarm; none in a cluster without one. */
export const nodesOf = ({ hosts }: Pick<ClusterSpec, 'hosts'>): HostSpec[] => hosts.filter(({ role }) => role !== 'none');

/** Whether the cluster has a swarm at all. */
export const hasSwarm = (spec: Pick<ClusterSpec, 'hosts'>): boolean => nodesOf(spec).length > 0;
