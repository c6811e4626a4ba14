import type { Actor, Kernel, Timer } from '../kernel.ts';
import type { Random } from '../random.ts';
import type { Tuning } from '../tuning.ts';
import type { InstanceModel } from './model.ts';
import { type Phase, type VrrpTimers, vrrpTimers } from './timers.ts';
import { type Advert, accepts } from './wire.ts';

export type VrrpStateName = 'INIT' | 'BACKUP' | 'MASTER' | 'FAULT' | 'STOPPED';

/** What an instance does to the world outside. */
export interface VrrpWorld {
	readonly kernel: Kernel;
	readonly random: Random;
	readonly tuning: Tuning;
	/** Sends an advertisement, as far as the link lets it. */
	advertise(model: InstanceModel, priority: number): void;
	/** Sends one gratuitous ARP an address. */
	announce(model: InstanceModel): void;
	/** Puts the addresses on the NIC, or takes them off. */
	hold(model: InstanceModel, held: boolean): void;
	/** keepalived logs a state. */
	entered(model: InstanceModel, state: 'MASTER' | 'BACKUP' | 'FAULT'): void;
	/** Whether keepalived is stopped where it is; then it is told once it goes on. */
	isPaused(): boolean;
	/** How much later it acts because its machine is short of processor time. */
	lagUs(): number;
	defer(actor: Actor, code: number): void;
}

const DOWN = 0;
const ADVERT = 1;
const ADD = 2;
const REMOVE = 3;
const GARP_AGAIN = 4;
const GARP_REFRESH = 5;
const GARP_LOWER = 6;
const TIMERS = 7;

/**
 * One vrrp_instance, as keepalived 2.2.7 runs it (vrrp.c, vrrp_scheduler.c, vrrp_arp.c; RFC 3768 and 5798 §6.4). It differs from the RFC in that
 * preemption is nothing but the expiry of the down timer, and that a MASTER starts its advertisement timer anew at any packet of its VRID.
 */
export class VrrpInstance implements Actor {
	state: VrrpStateName = 'INIT';
	/** The effective priority. */
	priority: number;
	readonly #timers: Timer[] = [];
	#masterAdvertUs: number;
	#vrrpTimers: VrrpTimers;
	/** When a pending preempt_delay ends; 0 where none is pending. */
	#preemptAtUs = 0;
	/** Packets that have come while it adds its addresses. */
	readonly #unread: Advert[] = [];

	constructor(
		public model: InstanceModel,
		private readonly world: VrrpWorld,
	) {
		this.priority = model.priority;
		this.#masterAdvertUs = model.form.intervalUs;
		this.#vrrpTimers = model.timers;
		for (let code = 0; code < TIMERS; code += 1) this.#timers.push(world.kernel.timer(this, code));
	}

	/** Master_Down_Interval as it is now, microseconds. */
	get downUs(): number {
		return this.#vrrpTimers.downUs;
	}

	/** keepalived has started. `fit`: nothing that it tracks keeps it in FAULT. */
	start(fit: boolean): void {
		this.priority = this.model.priority;
		this.#masterAdvertUs = this.model.form.intervalUs;
		this.#preemptAtUs = 0;
		this.#reckon();
		if (!fit) this.#enterFault();
		else if (this.model.isOwner) this.#becomeMaster();
		else this.#enterBackup(this.model.startupDelayUs + this.#vrrpTimers.downUs);
	}

	/** Puts it into a state that it has been in for long: how a trial begins. A MASTER's next advertisement is `nextAdvertUs` away. */
	resume(state: 'MASTER' | 'BACKUP', nextAdvertUs: number, phaseUs: Phase): void {
		this.state = state;
		if (state === 'BACKUP') {
			this.#set(DOWN, this.#vrrpTimers.downUs);
			return;
		}
		this.#set(ADVERT, nextAdvertUs);
		if (this.model.garp.refreshUs > 0) this.#set(GARP_REFRESH, phaseUs(this.model.garp.refreshUs));
	}

	fire(code: number): void {
		if (this.world.isPaused()) {
			this.world.defer(this, code);
			return;
		}
		const { garp } = this.model;
		switch (code) {
			case DOWN:
				this.#becomeMaster();
				return;
			case ADVERT:
				this.#advertise();
				return;
			case ADD:
				this.#gotAddresses();
				return;
			case REMOVE:
				this.world.hold(this.model, false);
				return;
			case GARP_REFRESH:
				this.#announce(garp.refreshRepeat);
				this.#set(GARP_REFRESH, garp.refreshUs);
				return;
			case GARP_LOWER:
				this.#announce(garp.lowerPrioRepeat);
				return;
			default:
				this.#announce(garp.repeat);
				return;
		}
	}

	/** A packet of its VRID has come. keepalived has one thread: it reads on once a new MASTER's addresses are there and announced. */
	receive(advert: Advert): void {
		if (this.world.kernel.isSet(this.#timer(ADD))) this.#unread.push(advert);
		else this.#read(advert);
	}

	#read(advert: Advert): void {
		if (this.state === 'BACKUP') this.#backupReceives(advert);
		else if (this.state === 'MASTER') this.#masterReceives(advert);
	}

	/** What it tracks has changed: `fit`, or else in FAULT; with this effective priority. */
	judge(fit: boolean, priority: number): void {
		if (priority !== this.priority) {
			this.priority = priority;
			this.#reckon();
		}
		if (this.state === 'INIT' || this.state === 'STOPPED') return;
		if (!fit && this.state !== 'FAULT') {
			if (this.state === 'MASTER') {
				this.#sayGoodbye();
				this.#sayGoodbye();
			}
			this.#enterFault();
		} else if (fit && this.state === 'FAULT') {
			if (this.model.isOwner) this.#becomeMaster();
			else this.#enterBackup(this.#vrrpTimers.downUs);
		}
	}

	/** SIGTERM: priority 0 where it is MASTER, and the addresses go. */
	stop(): void {
		const wasMaster = this.state === 'MASTER';
		if (wasMaster) this.#sayGoodbye();
		this.kill();
		this.state = 'STOPPED';
		if (wasMaster) this.#set(REMOVE, this.world.random.draw(this.world.tuning.vipRemove));
	}

	/** Its process is gone without a word: the addresses stay where they are. */
	kill(): void {
		for (const timer of this.#timers) this.world.kernel.cancel(timer);
		this.#unread.length = 0;
		this.state = 'STOPPED';
	}

	/** SIGHUP with another file: a MASTER keeps its addresses and advertises at once. */
	reload(model: InstanceModel): void {
		const step = model.priority - this.model.priority;
		this.model = model;
		this.priority += step;
		if (model.form.version === 2) this.#masterAdvertUs = model.form.intervalUs;
		this.#reckon();
		if (this.state === 'MASTER') this.#advertise();
		else if (this.state === 'BACKUP') this.#waitFor(this.#vrrpTimers.downUs);
	}

	/** Somebody took its address off the NIC: a MASTER resigns and stands again after its own Skew_Time. */
	lostAddress(): void {
		if (this.state !== 'MASTER') return;
		this.#sayGoodbye();
		this.#enterBackup(this.#vrrpTimers.skewUs);
	}

	#backupReceives({ form, priority }: Advert): void {
		if (!accepts(this.model.form, form)) return;
		if (priority === 0) {
			this.#waitFor(this.#vrrpTimers.skewUs);
			return;
		}
		if (priority < this.priority && this.model.preempt && !this.#isPreemptionPending()) return;
		if (priority >= this.priority) this.#preemptAtUs = 0;
		if (form.version === 3 && form.intervalUs !== this.#masterAdvertUs) {
			this.#masterAdvertUs = form.intervalUs;
			this.#reckon();
		}
		this.#waitFor(this.#vrrpTimers.downUs);
	}

	/** preempt_delay runs from the first lower advertisement on. */
	#isPreemptionPending(): boolean {
		const { nowUs } = this.world.kernel;
		if (this.model.preemptDelayUs === 0) return false;
		if (this.#preemptAtUs === 0) this.#preemptAtUs = nowUs + this.model.preemptDelayUs;
		return nowUs < this.#preemptAtUs;
	}

	#masterReceives({ form, priority, address }: Advert): void {
		const { model } = this;
		// Any packet of its VRID starts the timer anew, and one that asks for an answer gets it before.
		this.#set(ADVERT, model.form.intervalUs + this.#noise());
		if (!accepts(this.model.form, form)) return;
		if (priority === 0) {
			this.#advertise();
			return;
		}
		const isLower = priority < this.priority || (priority === this.priority && address < model.address);
		if (isLower) {
			if (!model.lowerPrioNoAdvert) this.#advertise();
			if (model.garp.lowerPrioRepeat === 0) return;
			this.#announce(model.garp.lowerPrioRepeat);
			if (model.garp.lowerPrioDelayUs > 0) this.#set(GARP_LOWER, model.garp.lowerPrioDelayUs + this.#noise());
		} else if (priority > this.priority || address > model.address) {
			if (model.higherPrioSendAdvert) this.#advertise();
			if (form.version === 3 && form.intervalUs !== this.#masterAdvertUs) {
				this.#masterAdvertUs = form.intervalUs;
				this.#reckon();
			}
			this.#enterBackup(this.#vrrpTimers.downUs);
		}
	}

	#becomeMaster(): void {
		const { kernel, random, tuning } = this.world;
		this.state = 'MASTER';
		this.#preemptAtUs = 0;
		kernel.cancel(this.#timer(DOWN));
		kernel.cancel(this.#timer(REMOVE));
		this.world.entered(this.model, 'MASTER');
		this.#advertise();
		const addUs = random.draw(tuning.vipAdd);
		if (addUs === 0) this.#gotAddresses();
		else this.#set(ADD, addUs);
	}

	#gotAddresses(): void {
		const { garp } = this.model;
		this.world.hold(this.model, true);
		this.#announce(garp.repeat);
		if (garp.delayUs > 0) this.#set(GARP_AGAIN, garp.delayUs + this.#noise());
		if (garp.refreshUs > 0) this.#set(GARP_REFRESH, garp.refreshUs + this.#noise());
		for (const advert of this.#unread.splice(0)) this.#read(advert);
	}

	#enterBackup(waitUs: number): void {
		this.#leaveMaster();
		this.state = 'BACKUP';
		this.world.entered(this.model, 'BACKUP');
		this.#waitFor(waitUs);
	}

	#enterFault(): void {
		this.#leaveMaster();
		this.world.kernel.cancel(this.#timer(DOWN));
		this.state = 'FAULT';
		this.world.entered(this.model, 'FAULT');
	}

	#leaveMaster(): void {
		if (this.state !== 'MASTER') return;
		const { kernel, random, tuning } = this.world;
		for (const code of [ADVERT, ADD, GARP_AGAIN, GARP_REFRESH, GARP_LOWER]) kernel.cancel(this.#timer(code));
		this.#unread.length = 0;
		this.#set(REMOVE, random.draw(tuning.vipRemove));
	}

	#advertise(): void {
		this.world.advertise(this.model, this.priority);
		this.#set(ADVERT, this.model.form.intervalUs + this.#noise());
	}

	#sayGoodbye(): void {
		this.world.advertise(this.model, 0);
	}

	#announce(times: number): void {
		for (let i = 0; i < times; i += 1) this.world.announce(this.model);
	}

	#waitFor(waitUs: number): void {
		this.#set(DOWN, waitUs + this.#noise());
	}

	#noise(): number {
		return this.world.random.draw(this.world.tuning.timerNoise) + this.world.lagUs();
	}

	#reckon(): void {
		const { form, downTimerAdverts, priority, timers } = this.model;
		const masterAdvertUs = this.#masterAdvertUs;
		const isPlain = this.priority === priority && masterAdvertUs === form.intervalUs;
		this.#vrrpTimers = isPlain
			? timers
			: vrrpTimers({ version: form.version, priority: this.priority, masterAdvertUs, downTimerAdverts });
	}

	#timer(code: number): Timer {
		return this.#timers[code] as Timer;
	}

	#set(code: number, inUs: number): void {
		const { kernel } = this.world;
		kernel.set(this.#timer(code), kernel.nowUs + inUs);
	}
}
