import type { Actor, Timer } from '../kernel.ts';
import type { InstanceModel } from './model.ts';
import type { VrrpWorld } from './world.ts';

/**
 * The gratuitous ARPs that an instance sends now, later and ever again (vrrp.c, vrrp_scheduler.c). Each `later` has a timer of its own, which also
 * outlives the state that set it: whoever is MASTER again by then sends them. The refresh has none before keepalived 2.3.2: it is looked at when an
 * advertisement is due.
 */
export class Garps implements Actor {
	/** From when on a refresh is due. */
	refreshAtUs = 0;
	/** What is to be sent when, the earliest first. */
	readonly #due: { atUs: number; times: number; everyUs: number }[] = [];
	readonly #timer: Timer;

	constructor(
		private readonly world: Pick<VrrpWorld, 'kernel' | 'random' | 'tuning' | 'isPaused' | 'defer' | 'lagUs'>,
		/** Sends one an address, where there is one to announce. */
		private readonly announce: () => void,
	) {
		this.#timer = world.kernel.timer(this, 0);
	}

	/** So many an address, now. */
	send(times: number): void {
		for (let i = 0; i < times; i += 1) this.announce();
	}

	/** So many in a while, beside what is to be sent anyway; and again every so often, where `everyUs` is not 0. */
	later(times: number, inUs: number, everyUs = 0): void {
		const { kernel, random, tuning } = this.world;
		const atUs = kernel.nowUs + inUs + random.draw(tuning.timerNoise) + this.world.lagUs();
		this.#due.push({ atUs, times, everyUs });
		this.#due.sort((a, b) => a.atUs - b.atUs);
		this.#next();
	}

	/** An advertisement has just been sent: repeats the gratuitous ARP where that is due. */
	refresh({ refreshUs, refreshRepeat, refreshHasTimer }: InstanceModel['garp']): void {
		const { nowUs } = this.world.kernel;
		if (refreshUs === 0 || refreshHasTimer || nowUs <= this.refreshAtUs) return;
		this.send(refreshRepeat);
		this.refreshAtUs = nowUs + refreshUs;
	}

	/** Forgets what was to be sent; a refresh is due at once. */
	clear(): void {
		this.world.kernel.cancel(this.#timer);
		this.#due.length = 0;
		this.refreshAtUs = 0;
	}

	fire(code: number): void {
		if (this.world.isPaused()) {
			this.world.defer(this, code);
			return;
		}
		const { nowUs } = this.world.kernel;
		while (this.#due[0] && this.#due[0].atUs <= nowUs) {
			const { times, everyUs } = this.#due.shift() ?? { times: 0, everyUs: 0 };
			this.send(times);
			if (everyUs > 0) this.later(times, everyUs, everyUs);
		}
		this.#next();
	}

	#next(): void {
		const [first] = this.#due;
		const { kernel } = this.world;
		if (first) kernel.set(this.#timer, Math.max(kernel.nowUs, first.atUs));
	}
}
