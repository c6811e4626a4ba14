import { type Backend, Detour, type Route } from '../backend.ts';
import type { Kernel } from '../kernel.ts';
import type { Lan } from '../lan.ts';
import type { Machine } from '../machine.ts';
import type { Random } from '../random.ts';
import type { SimTask } from '../swarm/tasks.ts';
import { Haproxy, type Reached } from './haproxy.ts';
import { HAPROXY_UNIT, type ProxiedServer, type ProxyModel } from './proxy-model.ts';

const LOST: Reached = { answer: 'lost', task: null };
const REFUSED: Reached = { answer: 'refused', task: null };

/** The world that proxies stand in. */
export interface ProxiesWorld {
	readonly kernel: Kernel;
	readonly random: Random;
	readonly lan: Lan;
	readonly machines: readonly Machine[];
}

/** The hosts' HAProxies before what serves behind them: what has come to a host that runs one goes where it says. */
export class Proxies implements Backend {
	readonly #haproxies: readonly (Haproxy | null)[];

	constructor(
		private readonly world: ProxiesWorld,
		models: readonly (ProxyModel | null)[],
		private readonly behind: Backend,
	) {
		this.#haproxies = world.machines.map((machine) => {
			const model = models[machine.number];
			if (!model) return null;
			const reach = (server: ProxiedServer) => this.#reach(machine, server);
			return new Haproxy(model, { kernel: world.kernel, reach, isFrozen: () => machine.frozen });
		});
	}

	/** Begins as after a long time in which all was well. */
	begin(): void {
		const random = this.world.random.split('proxies');
		for (const haproxy of this.#haproxies) haproxy?.settle((intervalUs) => random.betweenUs(0, intervalUs));
	}

	/** HAProxy of a machine may have started or ended. */
	unitsChanged(machine: Machine): void {
		const haproxy = this.#haproxies[machine.number];
		if (machine.runsUnit(HAPROXY_UNIT)) haproxy?.start();
		else haproxy?.stop();
	}

	route(machine: Machine): Route {
		const haproxy = this.#haproxies[machine.number];
		if (!haproxy) return this.behind.route(machine);
		return machine.runsUnit(HAPROXY_UNIT) ? haproxy.connect() : 'refused';
	}

	/** The next request on a connection to a proxy goes where a new one would, unless the proxy keeps its connection to the server, which still stands. */
	next(machine: Machine, task: SimTask): Route {
		const haproxy = this.#haproxies[machine.number];
		if (!haproxy || (!haproxy.model.closes && task.containerUp)) return task;
		return this.route(machine);
	}

	fateAt(machine: Machine, task: SimTask): 'ok' | 'held' | 'lost' {
		if (!this.#haproxies[machine.number]) return this.behind.fateAt(machine, task);
		if (!machine.powered || !machine.runsUnit(HAPROXY_UNIT)) return 'lost';
		if (machine.frozen) return 'held';
		const host = this.world.machines[task.node];
		return host && this.#passes(machine, host) ? this.behind.fateAt(host, task) : 'lost';
	}

	#reach(machine: Machine, { host: number }: ProxiedServer): Reached {
		const host = this.world.machines[number];
		if (!host?.powered || !this.#passes(machine, host)) return LOST;
		const task = this.behind.route(host);
		if (task === 'refused') return REFUSED;
		if (task === 'lost' || task instanceof Detour) return LOST;
		const fate = this.behind.fateAt(host, task);
		return fate === 'lost' ? LOST : { answer: fate, task };
	}

	/** A host reaches itself without the segment. */
	#passes(from: Machine, to: Machine): boolean {
		return from === to || this.world.lan.passesBoth(from.number, to.number, 'web');
	}
}
