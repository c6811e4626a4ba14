import { parseIpv4 } from '../../../base/ipv4.ts';
import { STRANGER_ADDRESS, STRANGER_VIP, type StrangerRouter } from '../../common/stranger.ts';
import type { Actor, Kernel, Timer } from '../kernel.ts';
import type { Random } from '../random.ts';
import type { Tuning } from '../tuning.ts';
import { vrrpTimers } from './timers.ts';
import { type Advert, accepts, routerOf } from './wire.ts';

/** What it has of the world that it comes to. */
interface Surroundings {
	kernel: Kernel;
	random: Random;
	tuning: Tuning;
}

/**
 * keepalived of another cluster on the segment, which took the same VRID. Before 2.3.3 it takes nobody's advertisements, for they list another address, so it is
 * MASTER after its Master_Down_Interval; since, it takes those of who has its version and no password, as anybody's of its own cluster. While it is MASTER, it
 * advertises, and starts its timer anew at any packet of the VRID, as every MASTER does (vrrp_dispatcher_read() of vrrp_scheduler.c): of two of them, who is late
 * by a packet's way keeps silent.
 */
export class ForeignRouter implements Actor {
	readonly #advert: Advert;
	readonly #kernel: Kernel;
	readonly #random: Random;
	readonly #tuning: Tuning;
	readonly #timer: Timer;
	#isMaster = false;

	constructor(
		{ vrid, version, advertIntMs, priority }: StrangerRouter,
		isChecking: boolean,
		{ kernel, random, tuning }: Surroundings,
		/** Multicasts an advertisement. */
		private readonly send: (advert: Advert) => void,
	) {
		const intervalUs = Math.round(advertIntMs * 1000);
		const where = { router: routerOf(null, 4, vrid), family: 4, segment: null } as const;
		const form = {
			...{ vrid, ...where, version, intervalUs, auth: '', addresses: [STRANGER_VIP], checksAddresses: isChecking },
			...{ unicast: false, sources: null },
		};
		this.#advert = { form, priority, address: parseIpv4(STRANGER_ADDRESS) ?? 0 };
		this.#kernel = kernel;
		this.#random = random.split('foreign router');
		this.#tuning = tuning;
		this.#timer = kernel.timer(this, 0);
		this.#set(this.#random.draw(tuning.keepalivedStart) + this.#timers(intervalUs).downUs);
	}

	fire(): void {
		this.#isMaster = true;
		this.send(this.#advert);
		this.#set(this.#advert.form.intervalUs);
	}

	/** A packet of some VRID has come. */
	hear({ form, priority, address }: Advert): void {
		const mine = this.#advert;
		if (form.router !== mine.form.router) return;
		const isTaken = accepts(mine.form, form, address);
		const isBetter = priority > mine.priority || (priority === mine.priority && (!this.#isMaster || address > mine.address));
		const timers = this.#timers(form.intervalUs);
		if (isTaken && priority === 0) {
			// A MASTER answers at once; a BACKUP waits for its Skew_Time.
			if (this.#isMaster) this.fire();
			else this.#set(timers.skewUs);
		} else if (isTaken && isBetter) {
			this.#isMaster = false;
			this.#set(timers.downUs);
		} else if (this.#isMaster) this.#set(mine.form.intervalUs);
	}

	/** It is taken away. */
	leave(): void {
		this.#kernel.cancel(this.#timer);
	}

	/** By the interval that it knows of the master. */
	#timers(masterAdvertUs: number) {
		const { form, priority } = this.#advert;
		return vrrpTimers({ version: form.version, priority, masterAdvertUs, downTimerAdverts: 3 });
	}

	#set(inUs: number): void {
		this.#kernel.set(this.#timer, this.#kernel.nowUs + inUs + this.#random.draw(this.#tuning.timerNoise));
	}
}
