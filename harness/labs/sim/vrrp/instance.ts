import type { Actor, Timer } from '../kernel.ts';
import { Garps } from './garps.ts';
import type { InstanceModel } from './model.ts';
import type { SyncGroup } from './sync-group.ts';
import { type VrrpTimers, vrrpTimers } from './timers.ts';
import { type Advert, accepts } from './wire.ts';
import type { VrrpStateName, VrrpWorld } from './world.ts';

/** What an instance's tracked things make of it. */
export interface Fitness {
	/** Nothing keeps it in FAULT. */
	fit: boolean;
	/** Every script of weight 0 has given a result. */
	ready: boolean;
	/** The effective priority. */
	priority: number;
}

const DOWN = 0;
const ADVERT = 1;
const ADD = 2;
const REMOVE = 3;
const TIMERS = 4;

/** An address owner that starts times out from BACKUP as soon as it can (vrrp_init_state() of vrrp_scheduler.c). */
const AT_ONCE_US = 1;

/**
 * One vrrp_instance, as keepalived 2.2.7 runs it (vrrp.c, vrrp_scheduler.c, vrrp_track.c; RFC 3768 and 5798 §6.4). It differs from the RFC in that
 * preemption is nothing but the expiry of the down timer, and that a MASTER starts its advertisement timer anew at any packet of its VRID.
 *
 * Two figures are kept apart, as keepalived does: when the down timer expires (its `sands`), and the down interval (its `ms_down_timer`), which
 * is Master_Down_Interval, or Skew_Time after a goodbye, or what was left when a packet was ignored. A change of priority moves the expiry by how
 * much the interval changes, whatever it was.
 */
export class VrrpInstance implements Actor {
	state: VrrpStateName = 'INIT';
	/** The state that it would be in, but for its group. */
	want: 'BACKUP' | 'MASTER' | 'FAULT' = 'BACKUP';
	/** The effective priority. */
	priority: number;
	fit = true;
	ready = true;
	group: SyncGroup | null = null;
	readonly #firstTimer: Timer;
	readonly #garps: Garps;
	#masterAdvertUs: number;
	#vrrpTimers: VrrpTimers;
	/** When the down timer expires, and the down interval. */
	#expiresUs = 0;
	#intervalUs = 0;
	/** When a pending preempt_delay ends; 0 where none is pending. */
	#preemptAtUs = 0;
	/** Whether the addresses are on the NIC, for all it knows. */
	#holds = false;
	/** It was MASTER when it was reloaded, and has not advertised since. */
	#reloaded = false;
	/** Two hosts of priority 255: the one that hears of the other steps down to 254. */
	#ceded = false;
	/** Packets that have come while it adds its addresses. */
	readonly #unread: Advert[] = [];

	constructor(
		public model: InstanceModel,
		private readonly world: VrrpWorld,
	) {
		this.priority = model.priority;
		this.#masterAdvertUs = model.form.intervalUs;
		this.#vrrpTimers = model.timers;
		this.#firstTimer = world.kernel.timers(this, TIMERS);
		this.#garps = new Garps(world, () => this.#holds && this.world.announce(this.model));
	}

	/** Master_Down_Interval as it is now, microseconds. */
	get downUs(): number {
		return this.#vrrpTimers.downUs;
	}

	/** Whether it starts as MASTER. */
	get isOwner(): boolean {
		return this.model.isOwner && !this.#ceded;
	}

	/** keepalived has read its file, at a start or a reload; `begin` follows once all instances and groups are prepared. */
	prepare({ fit, ready, priority }: Fitness): void {
		const { model } = this;
		this.#ceded = false;
		this.fit = fit;
		this.ready = ready;
		this.priority = priority;
		this.#masterAdvertUs = model.form.intervalUs;
		this.#preemptAtUs = 0;
		this.#reckon();
		const kept = this.#reloaded && fit && ready;
		if (!kept) this.state = 'INIT';
		this.want = !fit ? 'FAULT' : kept ? (this.state === 'MASTER' ? 'MASTER' : 'BACKUP') : model.isOwner ? 'MASTER' : 'BACKUP';
	}

	/** Takes the state that its tracked things and its group let it begin in. */
	begin(): void {
		const goal = this.group ? this.group.state : this.want;
		const waits = !this.ready || (this.group !== null && this.group.inits > 0);
		const wasMaster = this.state === 'MASTER';
		this.#intervalUs = this.#vrrpTimers.downUs;
		if (this.fit && !waits && goal === 'MASTER' && this.want === 'MASTER' && (wasMaster || this.isOwner)) {
			if (!wasMaster) {
				this.state = 'BACKUP';
				this.#intervalUs = AT_ONCE_US;
			}
		} else {
			this.#release();
			const was = this.state;
			this.state = this.fit && !waits && goal !== 'FAULT' ? 'BACKUP' : 'FAULT';
			// A script that is still to give its first result keeps it waiting without a word.
			const said = this.state === 'BACKUP' || !this.fit || goal === 'FAULT';
			if (this.state !== was && said) this.world.entered(this.model, this.state);
			if (this.state === 'FAULT' && !this.fit) this.want = 'FAULT';
		}
		if (this.state === 'MASTER') this.#set(ADVERT, this.#noise());
		else this.#arm();
		this.#reloaded = false;
	}

	/** Puts it into a state that it has been in for long: how a trial begins. A MASTER's next advertisement is `nextAdvertUs` away. */
	resume(state: 'MASTER' | 'BACKUP' | 'FAULT', priority: number, nextAdvertUs: number, refreshUs: number): void {
		this.state = state;
		this.want = state;
		this.fit = state !== 'FAULT';
		this.priority = priority;
		this.#reckon();
		this.#intervalUs = this.#vrrpTimers.downUs;
		if (state !== 'MASTER') {
			this.#arm();
			return;
		}
		this.#holds = true;
		const { garp } = this.model;
		this.#garps.refreshAtUs = this.world.kernel.nowUs + refreshUs;
		if (garp.refreshUs > 0 && garp.refreshHasTimer) this.#garps.later(garp.refreshRepeat, refreshUs, garp.refreshUs);
		this.#set(ADVERT, nextAdvertUs);
	}

	fire(code: number): void {
		if (this.world.isPaused()) {
			this.world.defer(this, code);
			return;
		}
		switch (code) {
			case DOWN:
				this.#timedOut();
				return;
			case ADVERT:
				this.#advertiseDue();
				return;
			case ADD:
				this.#gotAddresses();
				return;
			default:
				this.world.hold(this.model.held, false);
				return;
		}
	}

	/** A packet of its VRID has come. keepalived has one thread: it reads on once a new MASTER's addresses are there and announced. */
	receive(advert: Advert): void {
		if (this.model.isDeafInDelay && this.world.kernel.nowUs < this.world.delayedUntilUs) return;
		if (this.world.kernel.isSet(this.#timer(ADD))) this.#unread.push(advert);
		else this.#read(advert);
	}

	/** What it tracks has changed. */
	judge({ fit, ready, priority }: Fitness): void {
		this.#setPriority(priority);
		if (this.state === 'INIT' || this.state === 'STOPPED') return;
		const [wasFit, wasReady] = [this.fit, this.ready];
		this.fit = fit;
		this.ready = ready;
		if (!wasReady && ready && this.group) this.group.inits -= 1;
		if (wasFit && !fit) this.#goDown();
		else if (!wasFit && fit && !ready) this.#waitForScripts();
		else if (fit && ready && !(wasFit && wasReady)) this.#comeUp(wasFit);
	}

	/** SIGTERM: priority 0 where it is MASTER, and the addresses go. */
	stop(): void {
		const wasMaster = this.state === 'MASTER';
		if (wasMaster) this.#sayGoodbye();
		this.kill();
		if (wasMaster) this.#set(REMOVE, this.world.random.draw(this.world.tuning.vipRemove));
	}

	/** Its process is gone without a word: the addresses stay where they are. */
	kill(): void {
		for (let code = 0; code < TIMERS; code += 1) this.world.kernel.cancel(this.#timer(code));
		this.#garps.clear();
		this.#unread.length = 0;
		this.#holds = false;
		this.state = 'STOPPED';
	}

	/** Advertises as it is, before a reload. */
	advertiseBeforeReload(): void {
		if (this.state === 'MASTER') this.world.advertise(this.model, this.priority);
	}

	/**
	 * A reload has read another file; `prepare` and `begin` follow. It keeps its state and its addresses, but for those that are listed no more. What
	 * it had set itself to do later is forgotten, and it looks at its refresh anew (restore_vrrp_state() and clear_diff_vrrp() of vrrp.c).
	 */
	reload(model: InstanceModel): void {
		const { kernel } = this.world;
		for (const code of [DOWN, ADVERT]) kernel.cancel(this.#timer(code));
		this.#garps.clear();
		const before = this.model.held;
		this.model = model;
		this.#reloaded = this.state === 'MASTER' || this.state === 'BACKUP';
		if (!this.#holds) return;
		const after = model.held;
		this.world.hold(
			before.filter((address) => !after.includes(address)),
			false,
		);
		const added = after.filter((address) => !before.includes(address));
		if (added.length > 0) this.world.hold(added, true);
		const { garp } = model;
		const refreshes = garp.refreshUs > 0 && garp.refreshHasTimer;
		if (added.length > 0 || refreshes) this.#garps.send(garp.repeat);
		if (refreshes) this.#garps.later(garp.refreshRepeat, garp.refreshUs, garp.refreshUs);
	}

	/** Somebody took its address off the NIC: a MASTER resigns and stands again after its own Skew_Time. */
	lostAddress(): void {
		if (this.state !== 'MASTER') return;
		this.resign();
		this.group?.resign(this);
	}

	/** Resigns as MASTER, to be it again soon. */
	resign(): void {
		if (this.state !== 'MASTER') return;
		this.want = 'BACKUP';
		this.#leaveMaster(true);
		this.#intervalUs = this.#vrrpTimers.skewUs;
		this.#arm();
	}

	/** Its group takes it along. */
	follow(state: 'MASTER' | 'BACKUP' | 'FAULT'): void {
		this.want = state;
		if (state === 'MASTER') this.#goMaster();
		else if (this.state === 'MASTER') this.#leaveMaster(false);
		else this.#leaveFault();
	}

	/** Sends the gratuitous ARPs that answer a lower advertisement, now and later. */
	announceLower(): void {
		const { lowerPrioRepeat, lowerPrioDelayUs } = this.model.garp;
		if (lowerPrioRepeat === 0) return;
		this.#garps.send(lowerPrioRepeat);
		if (lowerPrioDelayUs > 0) this.#garps.later(lowerPrioRepeat, lowerPrioDelayUs);
	}

	#read(advert: Advert): void {
		if (this.state === 'BACKUP') this.#backupReceives(advert);
		else if (this.state === 'MASTER') this.#masterReceives(advert);
	}

	#backupReceives({ form, priority, address }: Advert): void {
		if (!accepts(this.model.form, form, address)) {
			this.#ignore();
			return;
		}
		if (priority === 0) {
			this.#intervalUs = this.#vrrpTimers.skewUs;
			this.#arm();
			return;
		}
		if (priority < this.priority && this.model.preempt && !this.#isPreemptionPending()) {
			this.#ignore();
			return;
		}
		if (priority >= this.priority) this.#preemptAtUs = 0;
		this.#learn(form.intervalUs);
		this.#intervalUs = this.#vrrpTimers.downUs;
		// It may have waited for its group to become MASTER.
		this.want = 'BACKUP';
		this.#arm();
	}

	/**
	 * A packet that changes nothing leaves the rest of the interval as it is. While `vrrp_startup_delay` lasts, though, that rest begins anew at the
	 * delay's end, so each such packet sets the expiry off by what is left of the delay.
	 */
	#ignore(): void {
		const { kernel, delayedUntilUs } = this.world;
		this.#intervalUs = Math.max(0, this.#expiresUs - kernel.nowUs);
		if (kernel.nowUs < delayedUntilUs) this.#arm();
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
		if (!model.lowerPrioNoAdvert) this.#set(ADVERT, model.form.intervalUs + this.#noise());
		if (!accepts(model.form, form, address)) return;
		const beats = priority > this.priority || (priority === this.priority && address > model.address);
		if (priority === 0 || (beats && model.higherPrioSendAdvert)) this.world.advertise(model, this.priority);
		if (priority === 0) return;
		if (priority === this.priority && model.cedes) this.#cede();
		if (priority > this.priority || (priority === this.priority && address > model.address)) {
			this.#learn(form.intervalUs);
			this.want = 'BACKUP';
			this.#leaveMaster(false);
			this.group?.toBackup(this);
		} else if (priority < this.priority || address < model.address) {
			if (!model.lowerPrioNoAdvert) this.world.advertise(model, this.priority);
			this.announceLower();
			this.group?.announceLower(this);
		}
	}

	/** Another host is the address owner too: it goes down to 254. */
	#cede(): void {
		this.#ceded = true;
		this.priority = 254;
		this.#reckon();
	}

	/** A v3 instance takes the interval over from whom it obeys. */
	#learn(intervalUs: number): void {
		if (this.model.form.version === 2 || intervalUs === this.#masterAdvertUs) return;
		this.#masterAdvertUs = intervalUs;
		this.#reckon();
	}

	/** A change moves the down timer that runs by as much as it changes the interval. */
	#setPriority(priority: number): void {
		if (priority === this.priority || this.model.isAddressOwner) return;
		this.priority = priority;
		this.#reckon();
		const changeUs = this.#vrrpTimers.downUs - this.#intervalUs;
		this.#intervalUs = this.#vrrpTimers.downUs;
		if (this.state === 'BACKUP') this.#expireAt(this.#expiresUs + changeUs);
	}

	#goDown(): void {
		this.want = 'FAULT';
		if (this.state === 'MASTER') this.#leaveMaster(true);
		else this.#leaveFault();
		const { group } = this;
		if (!group) return;
		group.faults += 1;
		if (group.faults === 1) group.toFault(this);
	}

	/** Nothing is wrong any more, but a script has given no result yet. */
	#waitForScripts(): void {
		this.want = 'BACKUP';
		if (!this.group) return;
		this.group.faults -= 1;
		this.group.state = 'INIT';
	}

	/** `wasFit`: it only waited for scripts. An owner that was in FAULT waits as any other. */
	#comeUp(wasFit: boolean): void {
		const { group } = this;
		if (group && group.inits > 0) {
			if (!wasFit) group.faults -= 1;
			return;
		}
		const starts = this.want === 'MASTER' && this.isOwner;
		this.want = starts ? 'MASTER' : 'BACKUP';
		if (group && !wasFit) group.faults -= 1;
		if (group && group.faults > 0) return;
		if (starts && group && !group.admits(this)) this.want = 'BACKUP';
		this.#leaveFault();
		if (starts) this.want = 'MASTER';
		if (this.state === 'MASTER') group?.toMaster(this);
		else group?.toBackup(this);
	}

	#timedOut(): void {
		if (this.state !== 'BACKUP') return;
		this.want = 'MASTER';
		if (this.#goMaster()) this.group?.toMaster(this);
	}

	/** Whether its group let it become MASTER. */
	#goMaster(): boolean {
		const { kernel, random, tuning } = this.world;
		if (this.group && !this.group.admits(this)) {
			this.#intervalUs = this.#vrrpTimers.downUs;
			this.#arm();
			return false;
		}
		this.state = 'MASTER';
		kernel.cancel(this.#timer(DOWN));
		kernel.cancel(this.#timer(REMOVE));
		this.world.entered(this.model, 'MASTER');
		this.#advertise();
		const addUs = random.draw(tuning.vipAdd);
		if (addUs === 0) this.#gotAddresses();
		else this.#set(ADD, addUs);
		return true;
	}

	#gotAddresses(): void {
		const { garp, held } = this.model;
		this.#holds = true;
		this.world.hold(held, true);
		this.#garps.send(garp.repeat);
		if (garp.delayUs > 0) this.#garps.later(garp.repeat, garp.delayUs);
		this.#garps.refreshAtUs = this.world.kernel.nowUs + garp.refreshUs;
		if (garp.refreshUs > 0 && garp.refreshHasTimer)
			this.#garps.later(garp.refreshRepeat, garp.delayUs + garp.refreshUs, garp.refreshUs);
		// Its interval counts from here: the timer is set once all this is done.
		this.#set(ADVERT, this.model.form.intervalUs + this.#noise());
		for (const advert of this.#unread.splice(0)) this.#read(advert);
	}

	/** Its own advertisement is due; only then does it look whether its gratuitous ARP is to be repeated. */
	#advertiseDue(): void {
		this.#advertise();
		if (this.#holds) this.#garps.refresh(this.model.garp);
		this.group?.toMaster(this);
	}

	#leaveMaster(again: boolean): void {
		const state = this.want === 'FAULT' ? 'FAULT' : 'BACKUP';
		this.world.entered(this.model, state);
		if (state === 'BACKUP') this.#preemptAtUs = 0;
		else this.#sayGoodbye();
		if (again) this.#sayGoodbye();
		this.#release();
		this.state = state;
		this.#intervalUs = this.#vrrpTimers.downUs;
		this.#arm();
	}

	/** From FAULT, or between the states that hold no address. */
	#leaveFault(): void {
		if (this.want === 'MASTER') {
			this.#goMaster();
			return;
		}
		if (this.state !== this.want) this.world.entered(this.model, this.want);
		this.state = this.want;
		if (this.state === 'BACKUP') this.#preemptAtUs = 0;
		this.#masterAdvertUs = this.model.form.intervalUs;
		this.#reckon();
		this.#intervalUs = this.#vrrpTimers.downUs;
		this.#arm();
	}

	/** Lets go of the addresses, where it has them or is about to. */
	#release(): void {
		const { kernel, random, tuning } = this.world;
		const adding = kernel.isSet(this.#timer(ADD));
		for (const code of [ADVERT, ADD]) kernel.cancel(this.#timer(code));
		this.#unread.length = 0;
		if (this.#holds || adding) this.#set(REMOVE, random.draw(tuning.vipRemove));
		this.#holds = false;
	}

	#advertise(): void {
		this.world.advertise(this.model, this.priority);
		this.#set(ADVERT, this.model.form.intervalUs + this.#noise());
	}

	#sayGoodbye(): void {
		this.world.advertise(this.model, 0);
	}

	/** Sets the timer that its state asks for: a BACKUP's expires an interval from now, or from the end of `vrrp_startup_delay`. */
	#arm(): void {
		const { kernel, delayedUntilUs } = this.world;
		if (this.state === 'BACKUP') {
			kernel.cancel(this.#timer(ADVERT));
			this.#expireAt(Math.max(kernel.nowUs, delayedUntilUs) + this.#intervalUs);
		} else if (this.state === 'MASTER') {
			this.#set(ADVERT, this.model.form.intervalUs + this.#noise());
		} else {
			kernel.cancel(this.#timer(DOWN));
			kernel.cancel(this.#timer(ADVERT));
		}
	}

	#expireAt(atUs: number): void {
		const { kernel } = this.world;
		this.#expiresUs = atUs;
		kernel.set(this.#timer(DOWN), Math.max(kernel.nowUs, atUs) + this.#noise());
	}

	#noise(): number {
		return this.world.random.draw(this.world.tuning.timerNoise) + this.world.lagUs();
	}

	#reckon(): void {
		const { form, downTimerAdverts, priority, timers } = this.model;
		const masterAdvertUs = form.version === 3 ? this.#masterAdvertUs : form.intervalUs;
		const isPlain = this.priority === priority && masterAdvertUs === form.intervalUs;
		this.#vrrpTimers = isPlain
			? timers
			: vrrpTimers({ version: form.version, priority: this.priority, masterAdvertUs, downTimerAdverts });
	}

	#timer(code: number): Timer {
		return this.#firstTimer + code;
	}

	#set(code: number, inUs: number): void {
		const { kernel } = this.world;
		kernel.set(this.#timer(code), kernel.nowUs + inUs);
	}
}
