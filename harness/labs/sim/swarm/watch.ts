import type { SwarmNode } from '../../../timeline/event.ts';
import type { Occasion } from '../../../timeline/recording.ts';
import type { Actor, Timer } from '../kernel.ts';
import type { Dispatcher, NodeState } from './dispatcher.ts';
import { type Members, SECOND_US } from './members.ts';
import type { Raft } from './raft.ts';
import type { ServiceModel } from './service-model.ts';
import type { SimTask, Tasks } from './tasks.ts';

/** The Docker lab asks the swarm so often. */
const POLL_US = SECOND_US / 2;
/** A leader that has not heard a manager for so long calls it unreachable: three missed heartbeats. */
const UNREACHABLE_US = 3 * SECOND_US;

type SaidOfNode = Pick<SwarmNode, 'state' | 'availability' | 'reachability'>;
type SaidOfTask = Pick<SimTask, 'state' | 'desired'>;

/** What an observer learns by asking whichever manager answers, twice a second; only what is new is said. */
export class SwarmWatch implements Actor {
	readonly #timer: Timer;
	/** What was said last, of each node, each task and the leader: compared by parts, for most looks find nothing new. */
	readonly #nodes: SaidOfNode[] = [];
	readonly #tasks: SaidOfTask[] = [];
	#leader: number | null = null;

	constructor(
		private readonly members: Members,
		private readonly parts: { raft: Raft; dispatcher: Dispatcher; tasks: Tasks },
		private readonly service: ServiceModel,
		private readonly emit: (event: Occasion) => void,
	) {
		this.#timer = members.kernel.timer(this, 0);
	}

	begin(): void {
		this.#look();
		this.members.kernel.set(this.#timer, this.members.kernel.nowUs + this.members.random.betweenUs(1, POLL_US));
	}

	fire(): void {
		this.members.kernel.set(this.#timer, this.members.kernel.nowUs + POLL_US);
		this.#look();
	}

	#look(): void {
		const { raft, dispatcher, tasks } = this.parts;
		const leader = raft.leader();
		if (leader === null) {
			this.#leader = null;
			return;
		}
		const asked = raft.managers.find((node) => raft.leaderAsSeenBy(node) === leader && this.members.talk(node, leader));
		if (asked === undefined) return;
		const [seenBy, atMs] = [this.#name(asked), this.members.kernel.nowUs / 1000];
		for (let number = 0; number < dispatcher.states.length; number += 1) {
			const state = dispatcher.states[number] as NodeState;
			const availability = tasks.drained.has(number) ? 'drain' : 'active';
			const reachability = this.#reachability(leader, number);
			const said = this.#nodes[number];
			if (said?.state === state && said.availability === availability && said.reachability === reachability) continue;
			this.#nodes[number] = { state, availability, reachability };
			this.emit({ type: 'swarm.node', atMs, node: this.#name(number), state, availability, reachability, seenBy });
		}
		if (this.#leader !== leader) this.emit({ type: 'swarm.leader', atMs, node: this.#name(leader), seenBy });
		this.#leader = leader;
		for (let i = 0; i < tasks.all.length; i += 1) {
			const { id, node, state, desired } = tasks.all[i] as SimTask;
			const said = this.#tasks[i];
			if (said?.state === state && said.desired === desired) continue;
			this.#tasks[i] = { state, desired };
			const task = { task: id, service: this.service.name, node: this.#name(node), state, desiredState: desired };
			this.emit({ type: 'swarm.task', atMs, ...task, seenBy });
		}
	}

	#reachability(leader: number, node: number): SwarmNode['reachability'] {
		const { raft } = this.parts;
		if (!raft.managers.includes(node)) return null;
		return raft.silenceUs(leader, node) < UNREACHABLE_US ? 'reachable' : 'unreachable';
	}

	#name(node: number): string {
		return this.members.machines[node]?.name ?? '';
	}
}
