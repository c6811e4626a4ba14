import { segmentsOf } from '../../../cluster/segments.ts';
import type { ClusterSpec } from '../../../cluster/spec.ts';

/** What the client's NIC on a segment is called: `eth0` on the customers' (null), then one for each further segment, in the order of cluster.yaml. */
export const clientNic = (spec: Pick<ClusterSpec, 'networks'>, segment: string | null): string =>
	`eth${segmentsOf(spec).indexOf(segment)}`;
