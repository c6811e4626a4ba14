import { planRouted, type RoutedPlan } from '../cluster/network-plan.ts';
import type { ClusterSpec } from '../cluster/spec.ts';
import type { DrillSpec } from '../scenario/spec.ts';

/** What drills need of the lab that they share. */
export interface LabNeeds {
	/** Whether the service must answer, and its mesh be proved, before the first trial. */
	served: boolean;
	/** The client behind a router, which takes time to bring up; null where no drill asks for it. */
	routed: RoutedPlan | null;
}

/** What these drills need together. Throws InputError where the cluster's segment has no room for it. */
export function labNeeds(drills: readonly DrillSpec[], spec: ClusterSpec): LabNeeds {
	return {
		served: drills.some(({ starts }) => starts !== 'converged'),
		routed: drills.some(({ load }) => load.clients?.includes('routed')) ? planRouted(spec) : null,
	};
}
