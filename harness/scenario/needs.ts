import type { DrillSpec } from './spec.ts';

/** What drills need of the lab that they share. */
export interface LabNeeds {
	/** Whether the service must answer, and its mesh be proved, before the first trial. */
	served: boolean;
}

/** What all of these drills need together: one that takes a cluster as it is does not keep another from asking for more. */
export function labNeeds(drills: readonly DrillSpec[]): LabNeeds {
	return { served: drills.some(({ starts }) => starts !== 'converged') };
}
