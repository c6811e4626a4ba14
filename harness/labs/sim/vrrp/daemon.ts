import type { Actor, Kernel, Timer } from '../kernel.ts';
import type { Random } from '../random.ts';
import type { Tuning } from '../tuning.ts';
import { VrrpInstance, type VrrpWorld } from './instance.ts';
import type { InstanceModel } from './model.ts';
import type { Phase } from './timers.ts';
import type { ScriptQuestion } from './track-model.ts';
import { type TrackedWorld, Tracker } from './tracker.ts';
import type { UnitPolicy } from './unit-file.ts';
import type { Advert } from './wire.ts';

/** The machine that a keepalived runs on. */
export interface DaemonHost {
	readonly kernel: Kernel;
	readonly random: Random;
	readonly tuning: Tuning;
	readonly nic: string;
	linkUp(): boolean;
	advertise(model: InstanceModel, priority: number): void;
	announce(model: InstanceModel): void;
	/** Puts addresses on the NIC, or takes them off. */
	hold(addresses: readonly string[], held: boolean): void;
	holds(address: string): boolean;
	entered(model: InstanceModel, state: 'MASTER' | 'BACKUP' | 'FAULT'): void;
	succeeds(question: ScriptQuestion): boolean;
	runs(process: string): boolean;
	/** systemd's journal about the unit. */
	unit(state: 'active' | 'activating' | 'deactivating' | 'inactive' | 'failed', pid: number | null): void;
	newPid(): number;
	/** How much later a process acts because the machine is short of processor time, microseconds. */
	lagUs(): number;
}

const STARTED = 0;
const GOODBYE = 1;
const EXITED = 2;
const RESPAWN = 3;
const RESTART = 4;
const DELETE_RESIDUAL = 5;
const TIMERS = 6;

const SECOND_US = 1_000_000;
const MAX_RESPAWN_US = 60 * SECOND_US;

/**
 * keepalived on one machine: systemd's unit, the parent and the VRRP process (lib/parser.c, core/main.c, vrrp_daemon.c). A start first deletes what
 * an earlier one left on the NIC; the parent starts a dead child again after 0, 1, 2, 4 … 60 s.
 */
export class Keepalived implements Actor, VrrpWorld, TrackedWorld {
	readonly instances: VrrpInstance[];
	readonly #trackers: Tracker[];
	readonly #timers: Timer[] = [];
	/** The parent's PID; null where it does not run. */
	#pid: number | null = null;
	#childAlive = false;
	#respawns = 0;
	/** Why it ends, once it does. */
	#ending: 'asked' | 'killed' = 'asked';
	#startAfterExit = false;
	#pauses = 0;
	#deferred: { actor: Actor; code: number }[] = [];
	#queued: Advert[] = [];

	constructor(
		models: readonly InstanceModel[],
		private readonly policy: UnitPolicy,
		private readonly host: DaemonHost,
	) {
		this.instances = models.map((model) => new VrrpInstance(model, this));
		this.#trackers = this.instances.map((instance) => new Tracker(instance, host.nic, this));
		for (let code = 0; code < TIMERS; code += 1) this.#timers.push(host.kernel.timer(this, code));
	}

	get kernel(): Kernel {
		return this.host.kernel;
	}

	get random(): Random {
		return this.host.random;
	}

	get tuning(): Tuning {
		return this.host.tuning;
	}

	advertise(model: InstanceModel, priority: number): void {
		this.host.advertise(model, priority);
	}

	announce(model: InstanceModel): void {
		this.host.announce(model);
	}

	hold(model: InstanceModel, held: boolean): void {
		this.host.hold(model.form.addresses, held);
	}

	entered(model: InstanceModel, state: 'MASTER' | 'BACKUP' | 'FAULT'): void {
		this.host.entered(model, state);
	}

	succeeds(question: ScriptQuestion): boolean {
		return this.host.succeeds(question);
	}

	linkUp(): boolean {
		return this.host.linkUp();
	}

	runs(process: string): boolean {
		return this.host.runs(process);
	}

	lagUs(): number {
		return this.host.lagUs();
	}

	isPaused(): boolean {
		return this.#pauses > 0;
	}

	/** Notes a timer that has gone off while it stood still. */
	defer(actor: Actor, code: number): void {
		this.#deferred.push({ actor, code });
	}

	/** The unit's main PID; null where it does not run. */
	get pid(): number | null {
		return this.#pid;
	}

	/** `systemctl start`; nothing where it runs. */
	start(): void {
		if (this.#pid !== null) {
			if (this.#isEnding()) this.#startAfterExit = true;
			return;
		}
		this.host.kernel.cancel(this.#timer(RESTART));
		this.host.unit('activating', null);
		this.#pid = this.host.newPid();
		this.host.unit('active', this.#pid);
		this.#respawns = 0;
		this.#startChild();
	}

	/** As after a long time in which all was well. A MASTER's next advertisement is `nextAdvertUs` away. */
	resume(states: readonly ('MASTER' | 'BACKUP')[], nextAdvertUs: number, phaseUs: Phase): void {
		this.#pid = this.host.newPid();
		this.#childAlive = true;
		for (const [i, instance] of this.instances.entries()) {
			const state = states[i] ?? 'BACKUP';
			instance.resume(state, nextAdvertUs, phaseUs);
			this.#trackers[i]?.resume(phaseUs);
			if (state === 'MASTER') this.host.hold(instance.model.form.addresses, true);
			this.host.entered(instance.model, state);
		}
	}

	/** `systemctl stop`: SIGTERM to the parent. */
	stop(): void {
		this.#startAfterExit = false;
		this.host.kernel.cancel(this.#timer(RESTART));
		if (this.#pid === null || this.#isEnding()) return;
		this.#end('asked');
	}

	/** `systemctl restart`. */
	restart(): void {
		this.stop();
		this.start();
	}

	/** SIGHUP with another file. */
	reload(models: readonly InstanceModel[]): void {
		if (!this.#childAlive) return;
		for (const [i, instance] of this.instances.entries()) {
			const model = models[i];
			if (model) instance.reload(model);
		}
	}

	/** SIGKILL. A parent's death is a child's SIGTERM (prctl(2), PR_SET_PDEATHSIG). */
	kill(part: 'child' | 'parent' | 'both'): void {
		if (this.#pid === null) return;
		if (part === 'parent') {
			this.#end('killed');
			return;
		}
		this.#childDies();
		if (part === 'both') {
			this.#ended('failed');
			return;
		}
		const backOffUs = this.#respawns === 0 ? 0 : Math.min(MAX_RESPAWN_US, 2 ** (this.#respawns - 1) * SECOND_US);
		this.#respawns += 1;
		this.#set(RESPAWN, backOffUs);
	}

	/** The machine is off. */
	powerOff(): void {
		this.#childDies();
		for (const timer of this.#timers) this.host.kernel.cancel(timer);
		this.#pid = null;
		this.#startAfterExit = false;
		this.#pauses = 0;
		this.#deferred = [];
		this.#queued = [];
	}

	/** SIGSTOP, or the freezer; each needs a `goOn`. */
	pause(): void {
		this.#pauses += 1;
	}

	/** What was due meanwhile is done first, then what has come is read. */
	goOn(): void {
		if (this.#pauses === 0) return;
		this.#pauses -= 1;
		if (this.#pauses > 0) return;
		const deferred = this.#deferred.splice(0);
		for (const { actor, code } of deferred) actor.fire(code);
		for (const advert of this.#queued.splice(0)) this.hear(advert);
		this.look();
	}

	/** An advertisement has come to the machine. */
	hear(advert: Advert): void {
		if (!this.#childAlive) return;
		if (this.#pauses > 0) {
			this.#queued.push(advert);
			return;
		}
		for (const instance of this.instances) if (instance.model.form.vrid === advert.form.vrid) instance.receive(advert);
	}

	/** Link or processes have changed. */
	look(): void {
		if (!this.#childAlive || this.#pauses > 0) return;
		for (const tracker of this.#trackers) tracker.look();
	}

	/** Somebody took an address off the NIC. */
	lostAddress(address: string): void {
		if (!this.#childAlive || this.#pauses > 0) return;
		for (const instance of this.instances) if (instance.model.form.addresses.includes(address)) instance.lostAddress();
	}

	fire(code: number): void {
		if (this.#pauses > 0 && code !== RESTART) {
			this.defer(this, code);
			return;
		}
		switch (code) {
			case STARTED:
				this.#childAlive = true;
				for (const tracker of this.#trackers) tracker.start();
				return;
			case GOODBYE:
				this.#stopChild();
				return;
			case EXITED:
				this.#ended(this.#ending === 'asked' ? 'inactive' : 'failed');
				return;
			case RESPAWN:
				this.#startChild();
				return;
			case DELETE_RESIDUAL:
				for (const { model } of this.instances) this.host.hold(model.form.addresses, false);
				return;
			default:
				this.start();
				return;
		}
	}

	#startChild(): void {
		const { random, tuning } = this.host;
		const residual = this.instances.some(({ model }) => model.form.addresses.some((address) => this.host.holds(address)));
		const deletedUs = residual ? random.draw(tuning.residual) : 0;
		if (residual) this.#set(DELETE_RESIDUAL, deletedUs);
		this.#set(STARTED, deletedUs + random.draw(tuning.keepalivedStart));
	}

	#end(why: 'asked' | 'killed'): void {
		const { random, tuning, kernel } = this.host;
		this.#ending = why;
		kernel.cancel(this.#timer(RESPAWN));
		kernel.cancel(this.#timer(STARTED));
		if (why === 'asked') this.host.unit('deactivating', this.#pid);
		this.#set(GOODBYE, random.draw(tuning.goodbye));
		this.#set(EXITED, random.draw(tuning.keepalivedExit));
	}

	#isEnding(): boolean {
		return this.host.kernel.isSet(this.#timer(EXITED));
	}

	#stopChild(): void {
		for (const tracker of this.#trackers) tracker.stop();
		if (this.#childAlive) for (const instance of this.instances) instance.stop();
		this.#childAlive = false;
	}

	#childDies(): void {
		for (const tracker of this.#trackers) tracker.stop();
		for (const instance of this.instances) instance.kill();
		this.#childAlive = false;
		this.host.kernel.cancel(this.#timer(STARTED));
		this.host.kernel.cancel(this.#timer(DELETE_RESIDUAL));
	}

	/** The unit has ended: systemd does what the unit says. */
	#ended(state: 'inactive' | 'failed'): void {
		const { kernel } = this.host;
		for (const code of [GOODBYE, EXITED, RESPAWN]) kernel.cancel(this.#timer(code));
		this.#childAlive = false;
		this.#pid = null;
		this.#pauses = 0;
		this.host.unit(state, null);
		this.host.hold(this.policy.deletes, false);
		const restarts = this.policy.restart !== 'no' && state === 'failed';
		if (this.#startAfterExit) this.start();
		else if (restarts) this.#set(RESTART, this.policy.delayUs);
		this.#startAfterExit = false;
	}

	#timer(code: number): Timer {
		return this.#timers[code] as Timer;
	}

	#set(code: number, inUs: number): void {
		const { kernel } = this.host;
		kernel.set(this.#timer(code), kernel.nowUs + inUs);
	}
}
