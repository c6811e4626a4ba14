import { VipdrillError } from '../../../base/errors.ts';
import type { Actor, Timer } from '../kernel.ts';
import type { Dispatcher } from './dispatcher.ts';
import { type Members, SECOND_US } from './members.ts';
import type { Raft } from './raft.ts';
import type { ServiceModel } from './service-model.ts';

/** A task of the service: what the swarm wants and knows of it, and whether its container really runs. */
export interface SimTask {
	id: string;
	node: number;
	/** Its address in the ingress network. */
	address: string;
	state: 'starting' | 'running' | 'failed' | 'shutdown';
	desired: 'running' | 'shutdown';
	containerUp: boolean;
	/** Whether the mesh still sends connections to it: a task that is to go loses them before it stops. */
	isBound: boolean;
}

/** A place for one task: a replica, or a node of a global service. */
interface Slot {
	/** The node that it is bound to; null for a replica. */
	node: number | null;
	task: SimTask | null;
	timer: Timer;
	/** Whether the timer starts the container of `task`, or makes a new task. */
	isStarting: boolean;
	/** Whether a new task waits for a node, or for a leader. */
	isWaiting: boolean;
}

/** The code of the update's timer; the others are slots' numbers. */
const UPDATE = -1;
/** While there is no leader or no node to run a task on. */
const RETRY_US = SECOND_US;
/** An agent that is to stop a task first takes it out of the mesh, and gives that so long to get around (moby's daemon/cluster/executor/container/controller.go). */
const CONVERGE_US = 2 * SECOND_US;
/**
 * A node that lost its power takes tasks before its engine knows that it is in the swarm, and rejects them: “cannot create a swarm scoped network when
 * swarm is not active”. So it was in 46 of the 95 real returns in which a task came within 4 s of the power, and in 1 of the 85 in which it came later.
 */
const NOT_ACTIVE_US = 4 * SECOND_US;
const REJECTED_SHARE = 0.48;
/**
 * From the end of an updated task's container until its successor is begun, and from that one's running until the next is stopped: reports, batches and
 * assignments. In two real updates customers were cut off for 1.26 and 1.34 s a host, and 13.65 s went by for three.
 */
const SUCCEEDED_US = 700_000;
const NEXT_US = 400_000;

/**
 * The orchestrator (swarmkit's replicated, global and restart supervisor): every slot has a task that runs on a ready, active node. One that
 * failed, or whose node is down or drained, is replaced after the restart policy's delay. Without a leader nothing is done, and all that runs runs on.
 * A host's return moves no task.
 */
export class Tasks implements Actor {
	/** Every task that there ever was. */
	readonly all: SimTask[] = [];
	readonly drained = new Set<number>();
	#slots: Slot[] = [];
	readonly #stopping = new Map<SimTask, Timer>();
	/** Slots that a rolling update has yet to come to. */
	#outdated: Slot[] = [];
	readonly #updating: Timer;
	/** The slot whose new task an update waits for. */
	#awaited: Slot | null = null;
	#made = 0;

	constructor(
		private readonly members: Members,
		private readonly raft: Raft,
		private readonly dispatcher: Dispatcher,
		private readonly service: ServiceModel,
		/** A task has begun or ceased to serve. */
		private readonly changed: (task: SimTask) => void,
	) {
		this.#updating = members.kernel.timer(this, UPDATE);
		for (const node of service.drained) this.drained.add(node);
		const bound = service.replicas === null ? this.#activeNodes() : Array.from({ length: service.replicas }, () => null);
		for (const node of bound) this.#addSlot(node);
	}

	/** Begins with every task running, spread over the nodes. */
	begin(): void {
		for (const slot of this.#slots) {
			const task = this.#make(slot, slot.node ?? this.#leastBusy() ?? 0);
			task.state = 'running';
			task.containerUp = true;
			task.isBound = true;
		}
	}

	/** Whether a node has a container of the service that runs. */
	runningOn(node: number): SimTask | undefined {
		return this.all.find((task) => task.containerUp && task.node === node);
	}

	/** All containers of a node are gone. */
	containersEnded(node: number): void {
		for (const task of this.all) {
			if (task.node !== node || !task.containerUp) continue;
			this.#gone(task);
		}
		this.reconcile();
	}

	setDrained(node: number, drained: boolean): void {
		if (drained) this.drained.add(node);
		else this.drained.delete(node);
		this.reconcile();
	}

	/** Looks at every slot as the leader would; nothing without one. */
	reconcile(): void {
		if (this.raft.leader() === null) return;
		for (const slot of this.#slots) {
			this.#look(slot);
			if (slot.isWaiting) this.#replace(slot);
		}
		for (const task of this.all)
			if (task.desired === 'shutdown' && task.containerUp && this.#hasAgent(task.node)) this.#stop(task);
	}

	/** `docker service update --force`: task after task is stopped and replaced, each where it was. */
	update(): void {
		this.#outdated = this.#slots.filter(({ task }) => task?.desired === 'running');
		this.fire(UPDATE);
	}

	/** Whether a rolling update is under way. */
	get isUpdating(): boolean {
		return this.#outdated.length > 0 || this.#awaited !== null || this.members.kernel.isSet(this.#updating);
	}

	/** `docker service scale`. Returns how many replicas there were. Throws FAULT_FAILED for a global service. */
	scale(replicas: number): number {
		if (this.service.replicas === null)
			throw new VipdrillError('FAULT_FAILED', 'the service is global here (one task a node), so it cannot be scaled');
		const before = this.#slots.length;
		for (const { task, timer } of this.#slots.slice(replicas)) {
			this.members.kernel.cancel(timer);
			if (task) task.desired = 'shutdown';
		}
		this.#slots = this.#slots.slice(0, replicas);
		while (this.#slots.length < replicas) {
			const slot = this.#addSlot(null);
			this.#set(slot, 0);
		}
		this.reconcile();
		return before;
	}

	fire(code: number): void {
		if (code === UPDATE) {
			this.#updateNext();
			return;
		}
		const slot = this.#slots[code] as Slot;
		if (slot.isStarting && slot.task) this.#start(slot, slot.task);
		else this.#replace(slot);
	}

	#updateNext(): void {
		const { kernel } = this.members;
		if (this.raft.leader() === null) {
			kernel.set(this.#updating, kernel.nowUs + RETRY_US);
			return;
		}
		const slot = this.#outdated.shift();
		if (!slot) return;
		const { task } = slot;
		if (!task || task.desired === 'shutdown') {
			kernel.set(this.#updating, kernel.nowUs + 1);
			return;
		}
		this.#awaited = slot;
		task.desired = 'shutdown';
		this.#stop(task, () => {
			slot.isStarting = false;
			this.#set(slot, SUCCEEDED_US);
		});
	}

	#look(slot: Slot): void {
		const { task } = slot;
		if (!task || task.desired === 'shutdown') return;
		const isDown = this.dispatcher.states[task.node] === 'down' || this.drained.has(task.node);
		const hasFailed = task.state === 'running' && !task.containerUp && this.#hasAgent(task.node);
		if (!isDown && !hasFailed) return;
		if (hasFailed) task.state = 'failed';
		task.desired = 'shutdown';
		slot.isStarting = false;
		this.#set(slot, this.drained.has(task.node) ? 0 : this.service.restartDelayUs);
	}

	/** Only a node's agent knows what became of its containers, and stops them. */
	#hasAgent(node: number): boolean {
		return this.members.isUp(node) && this.dispatcher.states[node] === 'ready';
	}

	#replace(slot: Slot): void {
		const node = this.raft.leader() === null ? null : slot.node === null ? this.#leastBusy() : this.#ifFit(slot.node);
		slot.isWaiting = node === null;
		if (node === null) {
			this.#set(slot, RETRY_US);
			return;
		}
		this.#make(slot, node);
		slot.isStarting = true;
		this.#set(slot, this.members.random.draw(this.members.tuning.containerStart));
	}

	#start(slot: Slot, task: SimTask): void {
		if (task.desired === 'shutdown') return;
		if (!this.members.isUp(task.node)) {
			this.#set(slot, RETRY_US);
			return;
		}
		slot.isStarting = false;
		if (this.#isRejectedBy(task.node)) {
			task.state = 'failed';
			task.desired = 'shutdown';
			this.#set(slot, this.service.restartDelayUs);
			return;
		}
		task.state = 'running';
		task.containerUp = true;
		task.isBound = true;
		this.changed(task);
		if (this.#awaited !== slot) return;
		this.#awaited = null;
		const { kernel } = this.members;
		if (this.#outdated.length > 0) kernel.set(this.#updating, kernel.nowUs + NEXT_US + this.service.updateDelayUs);
	}

	#isRejectedBy(node: number): boolean {
		const { kernel, machines, random } = this.members;
		const poweredUs = machines[node]?.poweredUs ?? Number.NEGATIVE_INFINITY;
		return kernel.nowUs - poweredUs < NOT_ACTIVE_US && random.next() < REJECTED_SHARE;
	}

	/** In order: out of the mesh, then stopped; `then` once it has. */
	#stop(task: SimTask, then: () => void = () => {}): void {
		if (this.#stopping.has(task)) return;
		const { kernel, random, tuning } = this.members;
		task.isBound = false;
		this.changed(task);
		const stopped: Actor = {
			fire: () => {
				this.#stopping.delete(task);
				this.#gone(task);
				task.state = 'shutdown';
				then();
			},
		};
		const timer = kernel.timer(stopped, 0);
		this.#stopping.set(task, timer);
		kernel.set(timer, kernel.nowUs + CONVERGE_US + random.draw(tuning.containerStop));
	}

	#gone(task: SimTask): void {
		task.containerUp = false;
		task.isBound = false;
		this.changed(task);
	}

	#make(slot: Slot, node: number): SimTask {
		this.#made += 1;
		const address = this.service.addressOf(this.#made);
		const fresh = { state: 'starting', desired: 'running', containerUp: false, isBound: false } as const;
		const task: SimTask = { id: `task${this.#made}`, node, address, ...fresh };
		this.all.push(task);
		slot.task = task;
		return task;
	}

	#ifFit(node: number): number | null {
		return this.dispatcher.states[node] === 'ready' && !this.drained.has(node) ? node : null;
	}

	#leastBusy(): number | null {
		const fit = this.#activeNodes().filter((node) => this.dispatcher.states[node] === 'ready');
		const load = (node: number) => this.all.filter((task) => task.node === node && task.desired === 'running').length;
		return fit.sort((a, b) => load(a) - load(b) || a - b)[0] ?? null;
	}

	#activeNodes(): number[] {
		return [...this.members.machines.keys()].filter((node) => !this.drained.has(node));
	}

	#addSlot(node: number | null): Slot {
		const slot: Slot = {
			node,
			task: null,
			timer: this.members.kernel.timer(this, this.#slots.length),
			isStarting: false,
			isWaiting: false,
		};
		this.#slots.push(slot);
		return slot;
	}

	#set(slot: Slot, inUs: number): void {
		this.members.kernel.set(slot.timer, this.members.kernel.nowUs + inUs);
	}
}
