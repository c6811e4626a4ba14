import type { SwarmNode, TimelineEvent } from '../../../timeline/event.ts';
import type { Actor, Timer } from '../kernel.ts';
import type { Dispatcher } from './dispatcher.ts';
import { type Members, SECOND_US } from './members.ts';
import type { Raft } from './raft.ts';
import type { ServiceModel } from './service-model.ts';
import type { Tasks } from './tasks.ts';

/** The Docker lab asks the swarm so often. */
const POLL_US = SECOND_US / 2;
/** A leader that has not heard a manager for so long calls it unreachable: three missed heartbeats. */
const UNREACHABLE_US = 3 * SECOND_US;

/** What an observer learns by asking whichever manager answers, twice a second; only what is new is said. */
export class SwarmWatch implements Actor {
	readonly #timer: Timer;
	readonly #said = new Map<string, string>();

	constructor(
		private readonly members: Members,
		private readonly parts: { raft: Raft; dispatcher: Dispatcher; tasks: Tasks },
		private readonly service: ServiceModel,
		private readonly emit: (event: TimelineEvent) => void,
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
		if (leader === null) return;
		const asked = raft.managers.find((node) => raft.leaderAsSeenBy(node) === leader && this.members.talk(node, leader));
		if (asked === undefined) return;
		const [seenBy, atMs] = [this.#name(asked), this.members.kernel.nowUs / 1000];
		for (const [number, state] of dispatcher.states.entries()) {
			const node = this.#name(number);
			const availability = tasks.drained.has(number) ? 'drain' : 'active';
			const reachability = this.#reachability(leader, number);
			if (this.#isNews(`node ${node}`, `${state} ${availability} ${reachability}`))
				this.emit({ type: 'swarm.node', atMs, node, state, availability, reachability, seenBy });
		}
		if (this.#isNews('leader', String(leader))) this.emit({ type: 'swarm.leader', atMs, node: this.#name(leader), seenBy });
		for (const { id, node, state, desired } of tasks.all) {
			if (!this.#isNews(id, `${state} ${desired}`)) continue;
			const task = { task: id, service: this.service.name, node: this.#name(node), state, desiredState: desired };
			this.emit({ type: 'swarm.task', atMs, ...task, seenBy });
		}
	}

	#reachability(leader: number, node: number): SwarmNode['reachability'] {
		const { raft } = this.parts;
		if (!raft.managers.includes(node)) return null;
		return raft.silenceUs(leader, node) < UNREACHABLE_US ? 'reachable' : 'unreachable';
	}

	#isNews(what: string, said: string): boolean {
		if (this.#said.get(what) === said) return false;
		this.#said.set(what, said);
		return true;
	}

	#name(node: number): string {
		return this.members.machines[node]?.name ?? '';
	}
}
