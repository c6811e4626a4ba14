import type { Machine } from './machine.ts';
import type { Route } from './swarm/swarm.ts';
import type { SimTask } from './swarm/tasks.ts';

/** What a connection reaches that has come to a machine on the port that customers ask. */
export interface Backend {
	/** Where a new connection goes. */
	route(machine: Machine): Route;
	/** What becomes of a connection that is on its way to a task; `held`: its host is frozen, whose kernel takes it all the same. */
	fateAt(machine: Machine, task: SimTask): 'ok' | 'held' | 'lost';
}

/**
 * The hosts' own services, of a cluster without a swarm: a host answers while one of its units runs. What stands behind a proxy is taken to be
 * there. Each host is told of as one task that is always the same.
 */
export class UnitBackend implements Backend {
	readonly #tasks: readonly SimTask[];

	constructor(machines: readonly Machine[]) {
		this.#tasks = machines.map((machine) => ({
			...{ id: machine.name, node: machine.number, address: machine.address },
			...{ state: 'running', desired: 'running', isBound: true },
			get containerUp() {
				return machine.hasUnit;
			},
		}));
	}

	route({ number, hasUnit }: Machine): Route {
		return hasUnit ? (this.#tasks[number] ?? 'refused') : 'refused';
	}

	fateAt({ powered, frozen, hasUnit }: Machine): 'ok' | 'held' | 'lost' {
		if (!powered || !hasUnit) return 'lost';
		return frozen ? 'held' : 'ok';
	}
}
