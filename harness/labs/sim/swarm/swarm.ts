import type { Occasion } from '../../../timeline/recording.ts';
import type { Machine } from '../machine.ts';
import type { Backend } from '../units.ts';
import { Dispatcher } from './dispatcher.ts';
import { Gossip } from './gossip.ts';
import type { Members } from './members.ts';
import { Mesh } from './mesh.ts';
import { Raft } from './raft.ts';
import type { ServiceModel } from './service-model.ts';
import { type SimTask, Tasks } from './tasks.ts';
import { SwarmWatch } from './watch.ts';

/** Where a new connection to the published port goes: to a task; nowhere, said at once (`refused`) or not at all (`lost`). */
export type Route = SimTask | 'refused' | 'lost';

/** The swarm: managers, nodes, tasks, gossip and mesh, and how each hears of the others. */
export class Swarm implements Backend {
	readonly raft: Raft;
	readonly tasks: Tasks;
	readonly #dispatcher: Dispatcher;
	readonly #gossip: Gossip;
	readonly #mesh: Mesh;
	readonly #watch: SwarmWatch;

	constructor(
		private readonly members: Members,
		private readonly service: ServiceModel,
		emit: (event: Occasion) => void,
	) {
		const managers = members.machines.flatMap(({ model, number }) => (model.spec.role === 'manager' ? [number] : []));
		this.raft = new Raft(members, managers, () => this.#leaderChanged());
		this.#dispatcher = new Dispatcher(members, this.raft, () => this.tasks.reconcile());
		this.tasks = new Tasks(members, this.raft, this.#dispatcher, service, () => this.#mesh.refresh());
		this.#gossip = new Gossip(members, (member) => this.#mesh.refreshAt(member));
		const isMesh = service.publishMode === 'ingress';
		this.#mesh = new Mesh(members, this.#gossip, this.tasks, isMesh ? emit : () => {});
		this.#watch = new SwarmWatch(members, { raft: this.raft, dispatcher: this.#dispatcher, tasks: this.tasks }, service, emit);
	}

	/** Begins as after a long time in which all was well. */
	begin(leader: number): void {
		this.raft.begin(leader);
		this.#dispatcher.begin();
		this.tasks.begin();
		this.#gossip.begin();
		this.#mesh.begin();
		this.#watch.begin();
	}

	/** dockerd of a machine has started, or ended. */
	dockerdChanged({ number }: Machine): void {
		const started = this.members.isUp(number);
		this.raft.restarted(number);
		if (!started) return;
		this.leftoversEnded(this.members.machines[number] as Machine);
		this.#dispatcher.started(number);
		this.#gossip.started(number);
		this.#mesh.started(number);
	}

	/** What a killed dockerd had left is ended by the next: containers and ingress sandbox. */
	leftoversEnded({ number }: Machine): void {
		this.#mesh.ended(number);
		this.tasks.containersEnded(number);
	}

	/** A machine's containers have ended: it is off, or its dockerd stops in order, which the others hear. */
	containersEnded({ number, powered }: Machine): void {
		if (powered) this.#gossip.left(number);
		this.#mesh.ended(number);
		this.tasks.containersEnded(number);
	}

	/** Where a connection goes that has reached a machine on the published port. */
	route(machine: Machine): Route {
		if (this.service.publishMode === 'host') return this.tasks.runningOn(machine.number) ?? 'refused';
		if (!this.#mesh.isUp(machine.number)) return 'refused';
		return this.#mesh.next(machine.number) ?? 'refused';
	}

	/**
	 * What becomes of a connection that has reached a machine and is on its way to a task. `held`: the task's host is frozen, whose kernel takes the
	 * connection and its data all the same; the task answers once it is thawed.
	 */
	fateAt(machine: Machine, task: SimTask): 'ok' | 'held' | 'lost' {
		const host = this.members.machines[task.node];
		if (!host?.powered || !task.containerUp) return 'lost';
		if (task.node !== machine.number && !this.members.lan.passesBoth(machine.number, task.node, 'swarm')) return 'lost';
		return host.frozen ? 'held' : 'ok';
	}

	/** Whether a customer on the segment could ever get an answer through the mesh. */
	get overlaps(): boolean {
		return this.service.overlaps;
	}

	#leaderChanged(): void {
		this.#dispatcher.leaderChanged();
		this.tasks.reconcile();
	}
}
