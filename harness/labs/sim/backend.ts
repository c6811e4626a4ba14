import type { Machine } from './machine.ts';
import type { SimTask } from './swarm/tasks.ts';

/** What a proxy's customer gets, and how long it waited for that: a task's answer, or an error of the proxy's own (null). */
export class Detour {
	constructor(
		readonly task: SimTask | null,
		readonly waitUs: number,
	) {}
}

/** Where a new connection to the published port goes: to a task; by a proxy's way to one or to none; nowhere, said at once (`refused`) or not at all (`lost`). */
export type Route = SimTask | Detour | 'refused' | 'lost';

/** What a connection reaches that has come to a machine on the port that customers ask. */
export interface Backend {
	/** Where a new connection goes. */
	route(machine: Machine): Route;
	/** What becomes of a connection that is on its way to a task; `held`: its host is frozen, whose kernel takes it all the same. */
	fateAt(machine: Machine, task: SimTask): 'ok' | 'held' | 'lost';
	/** Where the next request goes on a connection that was answered by a task; left out: to that task. */
	next?(machine: Machine, task: SimTask): Route;
}
