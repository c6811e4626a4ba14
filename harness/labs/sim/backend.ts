import type { Machine } from './machine.ts';
import type { SimTask } from './swarm/tasks.ts';

/** Where a new connection to the published port goes: to a task; nowhere, said at once (`refused`) or not at all (`lost`). */
export type Route = SimTask | 'refused' | 'lost';

/** What a connection reaches that has come to a machine on the port that customers ask. */
export interface Backend {
	/** Where a new connection goes. */
	route(machine: Machine): Route;
	/** What becomes of a connection that is on its way to a task; `held`: its host is frozen, whose kernel takes it all the same. */
	fateAt(machine: Machine, task: SimTask): 'ok' | 'held' | 'lost';
}
