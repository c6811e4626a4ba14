import type { IpvsBackend } from '../../../timeline/event.ts';
import type { Actor, Timer } from '../kernel.ts';
import type { Gossip } from './gossip.ts';
import { type Members, SECOND_US } from './members.ts';
import type { SimTask, Tasks } from './tasks.ts';

/** How often the Docker lab's watch looks at a table. */
const LOOK_US = 100_000;
/** After which a member that was not reached is told again. */
const REPEAT_US = 5 * SECOND_US;
/** The virtual service of the ingress network, by ipvsadm's name: the first firewall mark that libnetwork gives out. */
const SERVICE = 'FWM 256';

/** A host's ingress IPVS table. */
interface Table {
	backends: SimTask[];
	/** The last back end that got a connection (ip_vs_rr.c goes on from it). */
	last: number;
	/** Whether the host's ingress network works: its sandbox outlives dockerd, but not a stop of it. */
	isUp: boolean;
	update: Timer;
	ready: Timer;
	/** When the watch looks, within LOOK_US. */
	phaseUs: number;
}

/**
 * The routing mesh: each host's IPVS table lists the tasks that its dockerd has heard of from members that it takes to be alive
 * (libnetwork/service_linux.go), and gives connections out in turn. A host without a dockerd that works keeps its table as it is.
 */
export class Mesh implements Actor {
	readonly #tables: Table[];

	constructor(
		private readonly members: Members,
		private readonly gossip: Gossip,
		private readonly tasks: Tasks,
		private readonly emit: (event: IpvsBackend) => void,
	) {
		const { kernel, random } = members;
		this.#tables = members.machines.map((_, host) => ({
			backends: [],
			last: -1,
			isUp: true,
			update: kernel.timer(this, 2 * host),
			ready: kernel.timer(this, 2 * host + 1),
			phaseUs: random.below(LOOK_US),
		}));
	}

	/** Begins with tables that are complete. */
	begin(): void {
		for (const [host, table] of this.#tables.entries()) {
			table.backends = this.tasks.all.filter(({ isBound }) => isBound);
			table.last = this.members.random.below(Math.max(1, table.backends.length));
			for (const task of table.backends) this.#say(host, task, 'added', 'snapshot');
		}
	}

	/** Something that tables follow has changed: every host hears of it a little later. */
	refresh(): void {
		for (const host of this.#tables.keys()) this.refreshAt(host);
	}

	refreshAt(host: number): void {
		const { kernel, random, tuning } = this.members;
		const table = this.#tables[host] as Table;
		const atUs = kernel.nowUs + random.draw(tuning.gossip);
		if (!kernel.isSet(table.update) || kernel.dueUs(table.update) > atUs) kernel.set(table.update, atUs);
	}

	/** A host's dockerd has started: its ingress network is set up, anew unless it was there. */
	started(host: number): void {
		const { kernel, random, tuning } = this.members;
		const table = this.#tables[host] as Table;
		if (table.isUp) this.refreshAt(host);
		else kernel.set(table.ready, kernel.nowUs + random.draw(tuning.ingressReady));
	}

	/** A host's ingress sandbox is gone, and the table with it. */
	ended(host: number): void {
		const { kernel } = this.members;
		const table = this.#tables[host] as Table;
		const { powered } = this.members.machines[host] ?? { powered: false };
		if (powered) for (const task of table.backends) this.#say(host, task, 'removed', 'watch');
		table.backends = [];
		table.isUp = false;
		kernel.cancel(table.update);
		kernel.cancel(table.ready);
	}

	isUp(host: number): boolean {
		return this.#tables[host]?.isUp ?? false;
	}

	/** The next back end for a new connection at a host; null where it has none. */
	next(host: number): SimTask | null {
		const table = this.#tables[host] as Table;
		if (table.backends.length === 0) return null;
		table.last = (table.last + 1) % table.backends.length;
		return table.backends[table.last] ?? null;
	}

	fire(code: number): void {
		const host = code >> 1;
		const table = this.#tables[host] as Table;
		if (code % 2 === 1) {
			if (!this.members.isUp(host)) {
				this.members.kernel.set(table.ready, this.members.kernel.nowUs + SECOND_US);
				return;
			}
			table.isUp = true;
		}
		if (table.isUp && this.members.isUp(host)) this.#update(host, table);
	}

	#update(host: number, table: Table): void {
		const wanted = this.tasks.all.filter((task) => this.#isListed(host, task));
		for (const task of table.backends) if (!wanted.includes(task)) this.#say(host, task, 'removed', 'watch');
		for (const task of wanted) if (!table.backends.includes(task)) this.#say(host, task, 'added', 'watch');
		table.backends = wanted;
		// What was lost on the way is said again: gossip repeats itself, and members exchange all they know from time to time.
		if (this.tasks.all.some((task) => this.#isStale(host, table, task))) {
			const { kernel } = this.members;
			if (!kernel.isSet(table.update)) kernel.set(table.update, kernel.nowUs + REPEAT_US);
		}
	}

	#isStale(host: number, table: Table, task: SimTask): boolean {
		return this.gossip.knows(host, task.node) && table.backends.includes(task) !== task.isBound;
	}

	/** What a silent member last said of its tasks stands until it is taken for dead. */
	#isListed(host: number, task: SimTask): boolean {
		if (!this.gossip.knows(host, task.node)) return false;
		const table = this.#tables[host] as Table;
		return this.members.talk(host, task.node) ? task.isBound : table.backends.includes(task);
	}

	#say(host: number, task: SimTask, change: IpvsBackend['change'], source: IpvsBackend['source']): void {
		const { kernel, machines } = this.members;
		const phaseUs = this.#tables[host]?.phaseUs ?? 0;
		const lookUs = Math.ceil((kernel.nowUs - phaseUs) / LOOK_US) * LOOK_US + phaseUs;
		this.emit({
			type: 'ipvs.backend',
			atMs: (source === 'snapshot' ? kernel.nowUs : lookUs) / 1000,
			host: machines[host]?.name ?? '',
			service: SERVICE,
			address: task.address,
			node: machines[task.node]?.name ?? null,
			task: task.id,
			change,
			source,
			resolutionMs: LOOK_US / 1000,
		});
	}
}
