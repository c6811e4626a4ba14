import { type Backend, Detour, type Route } from '../backend.ts';
import type { Machine } from '../machine.ts';
import type { SimTask } from '../swarm/tasks.ts';
import type { World } from '../world.ts';
import type { Answerer } from './answerer.ts';
import type { ArpCache } from './arp-cache.ts';

/** Where a connection got to: its task where it is open, else how far it came. `held`: it is open, and its task is frozen. */
export interface Attempt {
	outcome: 'ok' | 'held' | 'refused' | 'bad-status' | 'lost';
	machine: Machine | null;
	task: SimTask | null;
	/** How long a proxy on the way waited before it came there, microseconds. */
	waitUs: number;
}

const REFUSED: Attempt = { outcome: 'refused', machine: null, task: null, waitUs: 0 };
const NOWHERE: Attempt = { outcome: 'lost', machine: null, task: null, waitUs: 0 };

/** What a stream of requests needs of a customer's way. */
export type Way = Pick<Path, 'connect' | 'send' | 'answerUs' | 'arp'>;

/** The way of somebody who only opens a connection: the kernel of a frozen task does so too. */
export function connectingOnly(path: Path): Way {
	const connect = (before: Attempt | null = null): Attempt => {
		const { outcome, machine, task, waitUs } = path.connect(before);
		// Who is there does not say who it is; a proxy takes the connection itself.
		const isOpen = outcome === 'ok' || outcome === 'held' || outcome === 'bad-status';
		return isOpen ? { outcome: 'ok', machine, task: null, waitUs: 0 } : { outcome, machine, task, waitUs };
	};
	return { connect, send: (open) => path.send(open), answerUs: (machine) => path.answerUs(machine), arp: path.arp };
}

/** The way of somebody who speaks TLS 1.3: its handshake is one round trip more (RFC 8446 §2), which takes as long as another answer. */
export function overTls(path: Path): Way {
	const answerUs = (machine: Machine | null) => path.answerUs(machine) + path.answerUs(machine);
	return { connect: (before) => path.connect(before), send: (open) => path.send(open), answerUs, arp: path.arp };
}

/** A customer's way to the service: neighbour entry, segment, VIP, mesh, task. */
export class Path {
	readonly #vip: string;

	constructor(
		private readonly world: World,
		private readonly backend: Backend,
		readonly arp: ArpCache,
		private readonly port: number,
		/** Whether answers out of the mesh find the way back. */
		private readonly answered: boolean,
	) {
		this.#vip = world.model.spec.vip;
	}

	/** A SYN; the one that is sent again after `before` goes the way that IPVS has chosen. */
	connect(before: Attempt | null = null): Attempt {
		const machine = this.#owner();
		// keepalived's filter (vrrp_strict, no_accept) hooks input and output. A published port is forwarded, so it never meets it.
		if (!machine) return NOWHERE;
		// Nothing listens on a stranger's ports.
		if (machine.name === null) return REFUSED;
		const chosen = before?.machine === machine ? before.task : null;
		return this.#along(machine, chosen ?? this.backend.route(machine));
	}

	/** Where the next request goes over an open connection: a proxy may hand it to another task. */
	turn(open: Attempt): Attempt {
		const { machine, task } = open;
		if (!this.backend.next || !machine || !task) return open;
		const route = this.backend.next(machine, task);
		return route === task ? { ...open, waitUs: 0 } : this.#along(machine, route);
	}

	/**
	 * A packet on an open connection. Another owner of the VIP knows nothing of it. The machine that it was opened on still translates its packets once it
	 * has lost the VIP (netfilter's connection tracking), and what they are answered with confirms the customer's neighbour entry: so it was in all of six
	 * real trials whose customers could open no new connection for 90 s after a partition healed.
	 */
	send(open: Attempt): 'ok' | 'held' | 'reset' | 'lost' {
		const machine = this.arp.lookup();
		if (!machine || !this.world.lan.passesBoth(this.port, machine.number, 'web')) return 'lost';
		if (machine.name === null || machine !== open.machine) return machine.holds(this.#vip) ? 'reset' : 'lost';
		if (!open.task?.containerUp) return 'reset';
		return this.backend.fateAt(machine, open.task);
	}

	#along(machine: Machine, route: Route): Attempt {
		if (route === 'refused' || route === 'lost') return { outcome: route, machine, task: null, waitUs: 0 };
		if (!(route instanceof Detour)) return this.#toTask(machine, route, 0);
		const { task, waitUs } = route;
		return task === null ? { outcome: 'bad-status', machine, task, waitUs } : this.#toTask(machine, task, waitUs);
	}

	#toTask(machine: Machine, task: SimTask, waitUs: number): Attempt {
		return { outcome: this.answered ? this.backend.fateAt(machine, task) : 'lost', machine, task, waitUs };
	}

	/** How long a request takes that is answered, microseconds. */
	answerUs(machine: Machine | null): number {
		const { lan, random, tuning } = this.world;
		const ownUs = random.draw(tuning.answer) + (machine?.lagUs() ?? 0);
		if (lan.isUndisturbed) return ownUs;
		const number = machine?.number ?? this.port;
		return ownUs + lan.extraUs(this.port, number, 'web') + lan.extraUs(number, this.port, 'web');
	}

	/** Whoever the customer takes for the owner, where packets go both ways and the VIP is there: who has it not drops them. */
	#owner(): Answerer | null {
		const machine = this.arp.lookup();
		if (!machine?.holds(this.#vip)) return null;
		return this.world.lan.passesBoth(this.port, machine.number, 'web') ? machine : null;
	}
}
