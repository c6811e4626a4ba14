import type { ClusterSpec } from './spec.ts';

/** The name of every segment: of the customers', which has none, null; then the further ones, in the order of cluster.yaml. */
export const segmentsOf = ({ networks }: Pick<ClusterSpec, 'networks'>): (string | null)[] => [
	null,
	...networks.map(({ name }) => name),
];
