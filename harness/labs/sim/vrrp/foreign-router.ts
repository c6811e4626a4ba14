import { parseIpv4 } from '../../../base/ipv4.ts';
import { STRANGER_ADDRESS, STRANGER_VIP, type StrangerRouter } from '../../common/stranger.ts';
import type { Actor, Kernel, Timer } from '../kernel.ts';
import type { Random } from '../random.ts';
import type { Tuning } from '../tuning.ts';
import { vrrpTimers } from './timers.ts';
import { type Advert, routerOf } from './wire.ts';

/**
 * keepalived of another cluster on the segment, which took the same VRID. It takes nobody's advertisements, for they list another address, so it is MASTER after its
 * Master_Down_Interval. From then on it advertises, and starts its timer anew at any packet of the VRID, as every MASTER does (vrrp_dispatcher_read() of
 * vrrp_scheduler.c): of two of them, who is late by a packet's way keeps silent.
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
		{ kernel, random, tuning }: { kernel: Kernel; random: Random; tuning: Tuning },
		/** Multicasts an advertisement. */
		private readonly send: (advert: Advert) => void,
	) {
		const intervalUs = Math.round(advertIntMs * 1000);
		const where = { router: routerOf(null, 4, vrid), family: 4, segment: null } as const;
		const form = { vrid, ...where, version, intervalUs, auth: '', addresses: [STRANGER_VIP], unicast: false, sources: null };
		this.#advert = { form, priority, address: parseIpv4(STRANGER_ADDRESS) ?? 0 };
		this.#kernel = kernel;
		this.#random = random.split('foreign router');
		this.#tuning = tuning;
		this.#timer = kernel.timer(this, 0);
		const { downUs } = vrrpTimers({ version, priority, masterAdvertUs: intervalUs, downTimerAdverts: 3 });
		this.#set(this.#random.draw(tuning.keepalivedStart) + downUs);
	}

	fire(): void {
		this.#isMaster = true;
		this.send(this.#advert);
		this.#set(this.#advert.form.intervalUs);
	}

	/** A packet of some VRID has come. */
	hear({ form }: Advert): void {
		if (this.#isMaster && form.router === this.#advert.form.router) this.#set(this.#advert.form.intervalUs);
	}

	/** It is taken away. */
	leave(): void {
		this.#kernel.cancel(this.#timer);
	}

	#set(inUs: number): void {
		this.#kernel.set(this.#timer, this.#kernel.nowUs + inUs + this.#random.draw(this.#tuning.timerNoise));
	}
}
