import type { Actor, Timer } from '../kernel.ts';
import { Line } from './line.ts';
import { type Members, SECOND_US } from './members.ts';
import { reconnectedUs } from './reconnect.ts';

/** swarmkit's DefaultRaftConfig and DefaultNodeConfig (manager/state/raft/raft.go): a tick is one second. */
const TICK_US = SECOND_US;
const HEARTBEAT_TICKS = 1;
const ELECTION_TICKS = 10;

/** What one manager knows. */
class Voter {
	term = 1;
	/** Last term in which it gave its vote away. */
	votedIn = 1;
	leader: number | null = null;
	heardUs = 0;
	/** When its dockerd started and ended last. */
	startedUs = Number.NEGATIVE_INFINITY;
	endedUs = Number.NEGATIVE_INFINITY;
	/** Until when those who were there before it have no connection to it. */
	awayUntilUs = Number.NEGATIVE_INFINITY;
	/** As leader: when each other was last heard. */
	readonly acks = new Map<number, number>();
	constructor(
		readonly node: number,
		/** When its ticks fall within a second. */
		readonly phaseUs: number,
		readonly beat: Timer,
		readonly election: Timer,
	) {}
	get leads(): boolean {
		return this.leader === this.node;
	}
}

/**
 * The managers' raft (etcd/raft as swarmkit configures it): the leader's heartbeat every tick; a follower that has heard none for 10 to 19 ticks
 * stands for election; CheckQuorum, so that a leader without a majority steps down after 10 ticks and whoever hears a leader gives no vote away. No
 * PreVote; no transfer of leadership when dockerd stops. Messages take no time, and logs are always up to date.
 */
export class Raft implements Actor {
	readonly #voters: Voter[];
	/** Of pairs that have lost something, by their numbers. */
	readonly #lines = new Map<number, Line>();

	constructor(
		private readonly members: Members,
		managers: readonly number[],
		/** A manager has become leader, or nobody is any more. */
		private readonly changed: () => void,
	) {
		const { kernel, random } = members;
		this.#voters = managers.map(
			(node, i) => new Voter(node, random.below(TICK_US), kernel.timer(this, 2 * i), kernel.timer(this, 2 * i + 1)),
		);
	}

	/** Begins with a leader that everybody knows. */
	begin(leader: number): void {
		const { kernel, random } = this.members;
		for (const voter of this.#voters) {
			voter.leader = leader;
			voter.heardUs = kernel.nowUs;
			for (const { node } of this.#voters) voter.acks.set(node, kernel.nowUs);
			if (voter.leads) kernel.set(voter.beat, random.betweenUs(0, TICK_US));
			else this.#await(voter);
		}
	}

	get managers(): readonly number[] {
		return this.#voters.map(({ node }) => node);
	}

	/** The manager that leads and can do so: of two that believe it, the one of the later term. Null without any. */
	leader(): number | null {
		let found: Voter | null = null;
		for (const voter of this.#voters)
			if (voter.leads && this.members.isUp(voter.node) && (found === null || voter.term > found.term)) found = voter;
		return found?.node ?? null;
	}

	/** Whom a manager takes for the leader; null where it knows none, and answers nothing. */
	leaderAsSeenBy(node: number): number | null {
		return this.#voters.find((voter) => voter.node === node)?.leader ?? null;
	}

	/** The term that a manager has come to. Throws RangeError for a node that is none. */
	termOf(node: number): number {
		const voter = this.#voters.find((one) => one.node === node);
		if (!voter) throw new RangeError(`node ${node} is no manager`);
		return voter.term;
	}

	/** How long ago the leader heard a manager last, microseconds; 0 for itself. */
	silenceUs(leader: number, node: number): number {
		if (leader === node) return 0;
		const heardUs = this.#voters.find((voter) => voter.node === leader)?.acks.get(node) ?? Number.NEGATIVE_INFINITY;
		return this.members.kernel.nowUs - heardUs;
	}

	/** Whether two managers can exchange a message now, over the connection that they have. */
	connected(a: number, b: number): boolean {
		const { members } = this;
		const { nowUs } = members.kernel;
		const pair = pairOf(a, b);
		const line = this.#lines.get(pair);
		if (members.talk(a, b)) return line?.isOpen(nowUs) ?? true;
		// What a machine without dockerd does not get is no loss on the way.
		if (members.isUp(a) && members.isUp(b)) {
			const cut = line ?? new Line();
			this.#lines.set(pair, cut);
			cut.lose(nowUs);
		}
		return false;
	}

	/** A manager's dockerd has started or ended. */
	restarted(node: number): void {
		const voter = this.#voters.find((one) => one.node === node);
		if (!voter) return;
		const led = voter.leads;
		for (const { node: other } of this.#voters) this.#lines.delete(pairOf(node, other));
		this.#note(voter);
		voter.leader = null;
		this.members.kernel.cancel(voter.beat);
		this.#await(voter);
		if (led) this.changed();
	}

	#note(voter: Voter): void {
		const { kernel, machines, random } = this.members;
		const machine = machines[voter.node];
		if (!this.members.isUp(voter.node)) {
			voter.endedUs = kernel.nowUs;
			return;
		}
		voter.startedUs = kernel.nowUs;
		const poweredUs = machine && machine.diedUs >= voter.endedUs ? machine.poweredUs : null;
		voter.awayUntilUs = reconnectedUs({ endedUs: voter.endedUs, poweredUs, listeningUs: kernel.nowUs }, random);
	}

	/** Whoever started after the other had ended has dialled it anew. */
	#reaches(from: Voter, to: Voter): boolean {
		return from.startedUs > to.endedUs || this.members.kernel.nowUs >= to.awayUntilUs;
	}

	fire(code: number): void {
		const voter = this.#voters[code >> 1] as Voter;
		if (code % 2 === 0) this.#beat(voter);
		else if (this.members.isUp(voter.node)) this.#stand(voter);
		else this.#await(voter);
	}

	#beat(leader: Voter): void {
		const { members } = this;
		const { kernel } = members;
		kernel.set(leader.beat, kernel.nowUs + HEARTBEAT_TICKS * TICK_US);
		if (!members.isUp(leader.node)) return;
		for (const other of this.#voters) {
			if (other === leader || !this.connected(leader.node, other.node) || !this.#reaches(leader, other)) continue;
			if (other.term > leader.term) {
				this.#stepDown(leader, other.term);
				return;
			}
			other.term = leader.term;
			if (other.leads) kernel.cancel(other.beat);
			other.leader = leader.node;
			other.heardUs = kernel.nowUs;
			leader.acks.set(other.node, kernel.nowUs);
			this.#await(other);
		}
		const active = this.#voters.filter(
			({ node }) => node === leader.node || kernel.nowUs - (leader.acks.get(node) ?? 0) < ELECTION_TICKS * TICK_US,
		);
		if (!this.#isMajority(active.length)) this.#stepDown(leader, leader.term);
	}

	#stand(candidate: Voter): void {
		const { kernel } = this.members;
		candidate.term += 1;
		candidate.votedIn = candidate.term;
		candidate.leader = null;
		const given = this.#voters.filter((voter) => voter !== candidate && this.#votes(voter, candidate));
		if (!this.#isMajority(given.length + 1)) {
			this.#await(candidate);
			return;
		}
		candidate.leader = candidate.node;
		for (const { node } of this.#voters) candidate.acks.set(node, kernel.nowUs);
		kernel.cancel(candidate.election);
		this.#beat(candidate);
		this.changed();
	}

	#votes(voter: Voter, candidate: Voter): boolean {
		const { kernel } = this.members;
		if (!this.connected(candidate.node, voter.node) || !this.#reaches(candidate, voter)) return false;
		const leased = voter.leader !== null && kernel.nowUs < tickAfter(voter, voter.heardUs, ELECTION_TICKS);
		// A later term frees whoever is not bound; of the same term only who has given no vote and knows no leader is free (etcd's raft.go, Step).
		const isFree =
			candidate.term > voter.term || (candidate.term === voter.term && voter.votedIn < voter.term && voter.leader === null);
		if (leased || voter.leads || !isFree) return false;
		voter.term = candidate.term;
		voter.votedIn = candidate.term;
		voter.leader = null;
		this.#await(voter);
		return true;
	}

	#stepDown(leader: Voter, term: number): void {
		leader.term = term;
		leader.leader = null;
		this.members.kernel.cancel(leader.beat);
		this.#await(leader);
		this.changed();
	}

	/** Elections fall on the manager's ticks: the 10th to 19th after the last heartbeat. */
	#await(voter: Voter): void {
		const { kernel, random } = this.members;
		kernel.set(voter.election, tickAfter(voter, kernel.nowUs, ELECTION_TICKS + random.below(ELECTION_TICKS)));
	}

	#isMajority(count: number): boolean {
		return count * 2 > this.#voters.length;
	}
}

/** A number of its own for each two nodes, in whichever order. */
const pairOf = (a: number, b: number) => Math.min(a, b) * 65_536 + Math.max(a, b);

/** When a manager's n-th tick after a time falls. */
function tickAfter({ phaseUs }: Voter, sinceUs: number, ticks: number): number {
	return (Math.floor((sinceUs - phaseUs) / TICK_US) + ticks) * TICK_US + phaseUs;
}
