import type { Actor, Timer } from '../kernel.ts';
import { type Members, SECOND_US } from './members.ts';
import type { Raft } from './raft.ts';

export type NodeState = 'ready' | 'down' | 'unknown';

/** swarmkit's manager/dispatcher: DefaultHeartBeatPeriod, its epsilon, and the grace, which is doubled for nodes that a new leader inherits. */
const PERIOD_US = 5 * SECOND_US;
const EPSILON_US = SECOND_US / 2;
const GRACE = 3;
const INHERITED_GRACE = 6;
/**
 * swarmkit's agent/session.go, dispatcherRPCTimeout: so long an agent waits for an answer to a heartbeat, or for a session, before it begins anew. How often
 * the model looks meanwhile whether there is a way again.
 */
const RPC_TIMEOUT_US = 5 * SECOND_US;
const LOOK_US = SECOND_US / 5;
/** agent/session.go and agent.go: an agent without a session tries again after a random back-off of up to 8 s; in the lab 0.7 to 4 s. */
const RECONNECT_US = 4 * SECOND_US;

/** Between two questions of an agent to its own manager that knows no leader: the lab's nodes were ready 0.5 to 1 s after that one was reachable. */
const OWN_RETRY_US = { from: SECOND_US / 5, to: SECOND_US };
/** How soon after a thaw an agent sends a heartbeat that is overdue, at most. */
const THAWED_US = SECOND_US / 4;

const BEAT = 0;
const GONE = 1;
const REGISTERED = 2;
const TIMERS = 3;

/**
 * The leader's dispatcher and the nodes' agents: heartbeats, and the finding that a node is down. A new leader knows no node's state until its
 * agent has come back.
 *
 * An agent that registers is ready in the store once the next batch of updates is written; only then does the dispatcher forget the heartbeat that
 * it still waited for (register() and markNodeNotReady() of dispatcher.go). Where that one runs out in between, the node is called down after it was
 * called ready, while its agent has a good session and never registers again: it stays down until its dockerd restarts or another manager leads
 * (moby issue 34827).
 */
export class Dispatcher implements Actor {
	readonly states: NodeState[];
	readonly #registered: boolean[];
	/** Whether a node was called down since its agent began to register. */
	readonly #isCalledDown: boolean[];
	/** Whether a node's agent asks the node's own manager, which knows no leader before that one has found it again. */
	readonly #asksItself: boolean[];
	/** Since when a node's agent waits for an answer; null while it gets them. */
	readonly #askedUs: (number | null)[];
	readonly #timers: Timer[][];

	constructor(
		private readonly members: Members,
		private readonly raft: Raft,
		/** A node's state has changed. */
		private readonly changed: (node: number) => void,
	) {
		this.states = members.machines.map(() => 'ready');
		this.#registered = members.machines.map(() => true);
		this.#isCalledDown = members.machines.map(() => false);
		this.#asksItself = members.machines.map(() => false);
		this.#askedUs = members.machines.map(() => null);
		this.#timers = members.machines.map((_, node) =>
			[BEAT, GONE, REGISTERED].map((code) => members.kernel.timer(this, TIMERS * node + code)),
		);
	}

	/** Begins with all nodes ready, their heartbeats spread over the period. */
	begin(): void {
		for (const node of this.states.keys()) {
			this.#set(node, BEAT, this.members.random.betweenUs(0, PERIOD_US));
			this.#set(node, GONE, GRACE * PERIOD_US);
		}
	}

	/** There is another leader, or none. */
	leaderChanged(): void {
		const hasLeader = this.raft.leader() !== null;
		for (const [node, state] of this.states.entries()) {
			this.#registered[node] = false;
			this.members.kernel.cancel(this.#timer(node, GONE));
			this.members.kernel.cancel(this.#timer(node, REGISTERED));
			if (!hasLeader || state === 'down') continue;
			this.#become(node, 'unknown');
			this.#set(node, GONE, INHERITED_GRACE * this.#periodUs());
			this.#set(node, BEAT, this.members.random.betweenUs(SECOND_US / 2, RECONNECT_US));
		}
	}

	/** A node's dockerd has started. It says so only once its agent has a session, where it finds a leader (moby's daemon/cluster/cluster.go, Start). */
	started(node: number): void {
		this.#registered[node] = false;
		this.members.kernel.cancel(this.#timer(node, REGISTERED));
		// An agent picks one of the managers that it knows (swarmkit's remotes package); a third of the time its own. In 62 of 129
		// real returns the node was ready that late, some of them because their engine took as long.
		const { managers } = this.raft;
		this.#asksItself[node] = managers.includes(node) && this.members.random.below(managers.length) === 0;
		this.#set(node, BEAT, 0);
	}

	fire(code: number): void {
		const node = Math.floor(code / TIMERS);
		if (code % TIMERS === BEAT) this.#beat(node);
		else if (code % TIMERS === REGISTERED) this.#register(node);
		else if (this.raft.leader() !== null) this.#become(node, 'down');
	}

	#beat(node: number): void {
		if (!this.members.isUp(node)) {
			// One that is frozen says what is overdue as soon as it can.
			this.#set(node, BEAT, THAWED_US);
			return;
		}
		const leader = this.raft.leader();
		if (leader === null) {
			this.#askedUs[node] = null;
			this.#set(node, BEAT, this.members.random.betweenUs(SECOND_US / 2, RECONNECT_US));
			return;
		}
		if (!this.#hasWay(node, leader)) {
			const { nowUs } = this.members.kernel;
			const askedUs = this.#askedUs[node] ?? nowUs;
			const isOver = nowUs >= askedUs + RPC_TIMEOUT_US;
			this.#askedUs[node] = isOver ? null : askedUs;
			this.#set(node, BEAT, isOver ? this.members.random.betweenUs(SECOND_US / 2, RECONNECT_US) : LOOK_US);
			return;
		}
		this.#askedUs[node] = null;
		if (this.#asksItself[node] && this.raft.leaderAsSeenBy(node) === null) {
			this.#set(node, BEAT, this.members.random.betweenUs(OWN_RETRY_US.from, OWN_RETRY_US.to));
			return;
		}
		this.#asksItself[node] = false;
		this.#set(node, BEAT, this.#periodUs());
		if (this.#registered[node]) this.#set(node, GONE, GRACE * this.#periodUs());
		else if (!this.members.kernel.isSet(this.#timer(node, REGISTERED))) {
			this.#isCalledDown[node] = false;
			this.#set(node, REGISTERED, this.members.random.draw(this.members.tuning.registration));
		}
	}

	/**
	 * A running manager's agent asks that manager itself, which asks the leader over the connection that raft has (swarmkit's connectionbroker, Select, and
	 * its raftproxy); a worker's dials a manager.
	 */
	#hasWay(node: number, leader: number): boolean {
		return this.raft.managers.includes(node) ? this.raft.connected(node, leader) : this.members.talk(node, leader);
	}

	/** The batch is written: the agent has its session, whatever the node was called meanwhile. */
	#register(node: number): void {
		const leader = this.raft.leader();
		if (leader === null || !this.members.isUp(node) || !this.#hasWay(node, leader)) return;
		this.#registered[node] = true;
		this.#set(node, GONE, GRACE * this.#periodUs());
		if (!this.#isCalledDown[node]) this.#become(node, 'ready');
	}

	#become(node: number, state: NodeState): void {
		if (state === 'down') {
			this.#registered[node] = false;
			this.#isCalledDown[node] = true;
		}
		this.states[node] = state;
		this.changed(node);
	}

	#periodUs(): number {
		return this.members.random.betweenUs(PERIOD_US - EPSILON_US, PERIOD_US + EPSILON_US);
	}

	#timer(node: number, code: number): Timer {
		return this.#timers[node]?.[code] as Timer;
	}

	#set(node: number, code: number, inUs: number): void {
		this.members.kernel.set(this.#timer(node, code), this.members.kernel.nowUs + inUs);
	}
}
