import type { Actor, Timer } from '../kernel.ts';
import { type Members, SECOND_US } from './members.ts';

/** memberlist's DefaultLANConfig, which libnetwork takes as it is (see measure/mesh-theory.ts). */
const PROBE_US = SECOND_US;
const SUSPICION_MULT = 4;

/** A suspicion that one member has of another. */
interface Suspicion {
	timer: Timer;
	by: number;
	of: number;
}

/**
 * The gossip of libnetwork's networkdb (memberlist/state.go): each member probes the others in turn, one a second in shuffled order; one that
 * answers neither it nor anybody it asks is suspect, and after the suspicion time dead to all who hear of it. The dead are asked again once a second
 * (reconnectNode in networkdb/cluster.go).
 */
export class Gossip implements Actor {
	/** By member, whom it takes to be alive. */
	readonly #alive: boolean[][];
	readonly #probes: Timer[];
	readonly #rounds: number[][];
	/** By member, whom its last probe did not reach; that takes it the whole probe interval to find out. */
	readonly #silent: (number | null)[];
	readonly #suspicions: Suspicion[];
	readonly #suspicionUs: number;

	constructor(
		private readonly members: Members,
		/** A member's opinion of who is alive has changed. */
		private readonly changed: (member: number) => void,
	) {
		const { kernel, machines } = members;
		const count = machines.length;
		this.#alive = machines.map(() => machines.map(() => true));
		this.#rounds = machines.map(() => []);
		this.#silent = machines.map(() => null);
		this.#probes = machines.map((_, member) => kernel.timer(this, member));
		this.#suspicions = [];
		for (let by = 0; by < count; by += 1)
			for (let of = 0; of < count; of += 1)
				this.#suspicions.push({ by, of, timer: kernel.timer(this, count + this.#suspicions.length) });
		// With four members or more two others confirm the suspicion, as their own probes soon do.
		this.#suspicionUs = Math.floor(SUSPICION_MULT * Math.floor(Math.max(1, Math.log10(count)) * 1000) * 1000);
	}

	begin(): void {
		const { kernel, random } = this.members;
		for (const probe of this.#probes) kernel.set(probe, kernel.nowUs + random.betweenUs(0, PROBE_US));
	}

	/** Whether one member takes another to be alive; itself it always does. */
	knows(by: number, of: number): boolean {
		return by === of || (this.#alive[by]?.[of] ?? false);
	}

	/** A member's dockerd has started: it knows nobody until it has asked. */
	started(member: number): void {
		for (const other of this.#alive.keys()) if (other !== member) this.#opine(member, other, false);
	}

	/** A member leaves in order, and says so. */
	left(member: number): void {
		for (const other of this.#alive.keys()) if (this.members.talk(other, member)) this.#opine(other, member, false);
	}

	fire(code: number): void {
		const count = this.#probes.length;
		if (code < count) this.#probe(code);
		else this.#condemn(this.#suspicions[code - count] as Suspicion);
	}

	#probe(member: number): void {
		const { kernel } = this.members;
		kernel.set(this.#probes[member] as Timer, kernel.nowUs + PROBE_US);
		if (!this.members.isUp(member)) {
			this.#silent[member] = null;
			return;
		}
		const silent = this.#silent[member] ?? null;
		if (silent !== null && this.knows(member, silent) && !this.#reaches(member, silent)) this.#suspect(member, silent);
		const asked = this.#next(member);
		this.#silent[member] = asked === null || this.#reaches(member, asked) ? null : asked;
		for (const other of this.#alive.keys())
			if (!this.knows(member, other) && this.members.talk(member, other)) this.#meet(member, other);
	}

	#next(member: number): number | null {
		const round = this.#rounds[member] as number[];
		if (round.length === 0) {
			for (const other of this.#alive.keys()) if (other !== member) round.push(other);
			for (let i = round.length - 1; i > 0; i -= 1) {
				const j = this.members.random.below(i + 1);
				[round[i], round[j]] = [round[j] as number, round[i] as number];
			}
		}
		while (round.length > 0) {
			const other = round.pop() as number;
			if (this.knows(member, other)) return other;
		}
		return null;
	}

	/** Directly, or by way of a third. */
	#reaches(member: number, other: number): boolean {
		if (this.members.talk(member, other)) return true;
		return this.#probes.some((_, third) => this.members.talk(member, third) && this.members.talk(third, other));
	}

	#suspect(member: number, suspect: number): void {
		const { kernel, random, tuning } = this.members;
		for (const { timer, by, of } of this.#suspicions) {
			if (of !== suspect || kernel.isSet(timer) || !this.knows(by, of) || !this.members.talk(member, by)) continue;
			kernel.set(timer, kernel.nowUs + this.#suspicionUs + random.draw(tuning.verdict));
		}
	}

	#condemn({ by, of }: Suspicion): void {
		if (!this.members.isUp(by) || !this.knows(by, of) || this.#reaches(by, of)) return;
		for (const other of this.#alive.keys()) if (other !== of && this.members.talk(by, other)) this.#opine(other, of, false);
	}

	#meet(member: number, other: number): void {
		this.#opine(member, other, true);
		this.#opine(other, member, true);
	}

	#opine(by: number, of: number, alive: boolean): void {
		const row = this.#alive[by] as boolean[];
		if (row[of] === alive) return;
		row[of] = alive;
		this.changed(by);
	}
}
