import type { ClientArp } from '../../../timeline/event.ts';
import type { World } from '../world.ts';
import type { Answerer } from './answerer.ts';

/** Linux' neighbour parameters (arp_tbl of net/ipv4/arp.c): reachable for 0.5 to 1.5 times 30 s, then 5 s of delay and 3 probes, one a second. */
const REACHABLE_US = 30_000_000;
const DELAY_US = 5_000_000;
const PROBES_US = 3_000_000;

/**
 * A neighbour entry for the VIP, as Linux keeps it (net/core/neighbour.c). A gratuitous ARP changes it at once. Answers over TCP confirm it; without
 * them it is asked for again in the end: first of whom it names, then of everybody, and the first answer counts.
 */
export class ArpCache {
	#named: Answerer | null = null;
	/** Until when it counts as reachable without asking. */
	#reachableUntilUs = 0;
	/** When it was first used after that; null while it is reachable. */
	#delayedSinceUs: number | null = null;

	constructor(
		private readonly world: World,
		/** The owner's number on the segment. */
		private readonly port: number,
		private readonly emit: (event: ClientArp) => void,
		/** Everybody on the segment who could answer now. */
		private readonly all: () => readonly Answerer[] = () => world.machines,
	) {}

	/** Begins with the right entry. */
	begin(machine: Answerer): void {
		this.#take(machine, 'snapshot');
		this.confirm();
	}

	/** A gratuitous ARP for the VIP is on the segment. An entry that is not there is not made. */
	hear(machine: Answerer): void {
		if (this.#named === null || this.#named === machine || !this.world.lan.passes(machine.number, this.port, 'arp')) return;
		this.#take(machine, 'monitor');
		this.#reachableUntilUs = this.world.kernel.nowUs;
	}

	/** An answer has come from whom it names. */
	confirm(): void {
		const { kernel, random } = this.world;
		this.#delayedSinceUs = null;
		if (kernel.nowUs + REACHABLE_US / 2 < this.#reachableUntilUs) return;
		this.#reachableUntilUs = kernel.nowUs + random.betweenUs(REACHABLE_US / 2, (REACHABLE_US * 3) / 2);
	}

	/** Whom a packet for the VIP goes to now; null while nobody answers. */
	lookup(): Answerer | null {
		const { nowUs } = this.world.kernel;
		if (this.#named === null) return this.#resolve();
		if (nowUs <= this.#reachableUntilUs) return this.#named;
		this.#delayedSinceUs ??= nowUs;
		const waitedUs = nowUs - this.#delayedSinceUs;
		if (waitedUs < DELAY_US) return this.#named;
		if (this.#hears(this.#named)) this.confirm();
		else if (waitedUs >= DELAY_US + PROBES_US) return this.#resolve();
		return this.#named;
	}

	#resolve(): Answerer | null {
		const { random } = this.world;
		const answering = this.all().filter((one) => this.#hears(one));
		const first = answering[random.below(answering.length)] ?? null;
		if (first !== this.#named) this.#take(first, 'monitor');
		if (first) this.confirm();
		return first;
	}

	/** The kernel of a host answers, also of a frozen one. */
	#hears(machine: Answerer): boolean {
		return machine.holds(this.world.model.spec.vip) && this.world.lan.passesBoth(machine.number, this.port, 'arp');
	}

	#take(machine: Answerer | null, source: ClientArp['source']): void {
		this.#named = machine;
		this.#delayedSinceUs = null;
		this.emit({
			type: 'client.arp',
			atMs: this.world.kernel.nowUs / 1000,
			address: this.world.model.spec.vip,
			mac: machine?.mac ?? null,
			host: machine?.name ?? null,
			source,
		});
	}
}
