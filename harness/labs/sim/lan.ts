import type { Actor, Kernel, Timer } from './kernel.ts';
import type { Random } from './random.ts';
import type { Tuning } from './tuning.ts';
import type { Advert } from './vrrp/wire.ts';

/** What faults tell apart on the segment. */
export const TRAFFIC = ['vrrp', 'arp', 'swarm', 'web'] as const;
export type SimTraffic = (typeof TRAFFIC)[number];

/** A machine's place on the segment. */
export interface Port {
	/** Powered, with a carrier and set up. */
	linkUp(): boolean;
	hear(advert: Advert): void;
}

/** A packet's way from one machine to another: how much of each traffic is lost there, and how much longer it takes. */
export interface Disturbance {
	from: number;
	to: number;
	traffic: readonly SimTraffic[];
	/** Share of packets that is lost, 0–1; 1 for a cut. */
	loss: number;
	delayUs: number;
	jitterUs: number;
	/** Shares of packets that come twice, and that overtake those before them. */
	duplicate: number;
	reorder: number;
}

/** A packet on its way. */
class Flight implements Actor {
	advert: Advert | null = null;
	from = 0;
	to = 0;
	readonly timer: Timer;
	constructor(private readonly lan: Lan) {
		this.timer = lan.kernel.timer(this, 0);
	}
	fire(): void {
		this.lan.arrive(this);
	}
}

/**
 * The segment: packets take a little time, each its own, and get lost where a fault says so. Filters stand at the receiver, as in the Docker
 * lab, so a cut also stops what is under way. A switch without a queue's limit: nothing is lost by load.
 */
export class Lan {
	readonly #disturbances = new Set<Disturbance>();
	readonly #idle: Flight[] = [];

	constructor(
		readonly kernel: Kernel,
		private readonly random: Random,
		private readonly tuning: Tuning,
		/** By number. */
		private readonly ports: readonly Port[],
	) {}

	/** Disturbs a way until `calm` is called with the same. */
	disturb(disturbance: Disturbance): void {
		this.#disturbances.add(disturbance);
	}

	calm(disturbance: Disturbance): void {
		this.#disturbances.delete(disturbance);
	}

	/** Whether no fault is in any packet's way now. */
	get isUndisturbed(): boolean {
		return this.#disturbances.size === 0;
	}

	/** Sends an advertisement to one machine, if the sender has a link. It has come when keepalived reads it. */
	send(from: number, to: number, advert: Advert): void {
		if (!this.ports[from]?.linkUp()) return;
		this.#fly(from, to, advert);
		if (this.isUndisturbed) return;
		for (const { duplicate } of this.#on(from, to, 'vrrp')) if (this.#happens(duplicate)) this.#fly(from, to, advert);
	}

	/** Whether a packet that is sent now gets through, by both links and by chance. */
	passes(from: number, to: number, traffic: SimTraffic): boolean {
		if (!this.ports[from]?.linkUp() || !this.ports[to]?.linkUp()) return false;
		if (this.#happens(this.tuning.lanLoss)) return false;
		return this.isUndisturbed || this.#survives(from, to, traffic);
	}

	/** Whether packets both ways get through. */
	passesBoth(a: number, b: number, traffic: SimTraffic): boolean {
		// Nearly always nothing is in the way but a link.
		if (this.isUndisturbed && this.tuning.lanLoss === 0)
			return (this.ports[a]?.linkUp() ?? false) && (this.ports[b]?.linkUp() ?? false);
		return this.passes(a, b, traffic) && this.passes(b, a, traffic);
	}

	/** How much longer than usual a packet takes that is sent now, microseconds. */
	extraUs(from: number, to: number, traffic: SimTraffic): number {
		if (this.isUndisturbed) return 0;
		let extraUs = 0;
		for (const { delayUs, jitterUs, reorder } of this.#on(from, to, traffic)) {
			if (delayUs + jitterUs === 0 || this.#happens(reorder)) continue;
			extraUs += Math.max(0, this.random.betweenUs(delayUs - jitterUs, delayUs + jitterUs));
		}
		return extraUs;
	}

	arrive(flight: Flight): void {
		const { from, to, advert } = flight;
		this.#idle.push(flight);
		const port = this.ports[to];
		if (!advert || !port?.linkUp() || this.#happens(this.tuning.lanLoss)) return;
		if (!this.isUndisturbed && !this.#survives(from, to, 'vrrp')) return;
		port.hear(advert);
	}

	#fly(from: number, to: number, advert: Advert): void {
		const flight = this.#idle.pop() ?? new Flight(this);
		flight.advert = advert;
		flight.from = from;
		flight.to = to;
		const tookUs = this.random.draw(this.tuning.lan) + this.random.draw(this.tuning.reading) + this.extraUs(from, to, 'vrrp');
		this.kernel.set(flight.timer, this.kernel.nowUs + tookUs);
	}

	#survives(from: number, to: number, traffic: SimTraffic): boolean {
		return this.#on(from, to, traffic).every(({ loss }) => !this.#happens(loss));
	}

	#happens(share: number): boolean {
		return share > 0 && (share >= 1 || this.random.next() < share);
	}

	#on(from: number, to: number, traffic: SimTraffic): Disturbance[] {
		return [...this.#disturbances].filter((d) => d.from === from && d.to === to && d.traffic.includes(traffic));
	}
}
