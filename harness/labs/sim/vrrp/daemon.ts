import type { Actor, Kernel, Timer } from '../kernel.ts';
import type { Random } from '../random.ts';
import type { Tuning } from '../tuning.ts';
import { type CheckedWorld, Checks, type Verdict } from './checks.ts';
import { VrrpInstance } from './instance.ts';
import type { InstanceModel } from './model.ts';
import { SyncGroup } from './sync-group.ts';
import type { Phase } from './timers.ts';
import type { ScriptModel } from './track-model.ts';
import { fitnessOf, type TrackedWorld } from './tracker.ts';
import type { UnitPolicy } from './unit-file.ts';
import type { Advert } from './wire.ts';
import type { VrrpWorld } from './world.ts';

/** The machine that a keepalived runs on. */
export interface DaemonHost {
	readonly kernel: Kernel;
	readonly random: Random;
	readonly tuning: Tuning;
	/** Whether a NIC of the machine is up and has a carrier. */
	nicUp(nic: string): boolean;
	advertise(model: InstanceModel, priority: number): void;
	announce(model: InstanceModel): void;
	/** Puts addresses on the NIC, or takes them off. */
	hold(addresses: readonly string[], held: boolean): void;
	holds(address: string): boolean;
	entered(model: InstanceModel, state: 'MASTER' | 'BACKUP' | 'FAULT'): void;
	succeeds(script: ScriptModel): boolean;
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
const RELOADED = 6;
const TIMERS = 7;

const SECOND_US = 1_000_000;
const MAX_RESPAWN_US = 60 * SECOND_US;

/**
 * keepalived on one machine: systemd's unit, the parent and the VRRP process (lib/parser.c, core/main.c, vrrp_daemon.c). A start first deletes what
 * an earlier one left on the NIC; the parent starts a dead child again after 0, 1, 2, 4 … 60 s.
 */
export class Keepalived implements Actor, VrrpWorld, TrackedWorld, CheckedWorld {
	instances: VrrpInstance[];
	/** Until when `vrrp_startup_delay` lasts. */
	delayedUntilUs = 0;
	#groups: SyncGroup[];
	readonly #checks: Checks;
	/** What its file says now: it is read at a start and at a reload. */
	#file: readonly InstanceModel[];
	readonly #firstTimer: Timer;
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
		this.#file = models;
		this.instances = models.map((model) => new VrrpInstance(model, this));
		this.#groups = groupsOf(this.instances);
		this.#checks = new Checks(scriptsOf(models), this);
		this.#firstTimer = host.kernel.timers(this, TIMERS);
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

	hold(addresses: readonly string[], held: boolean): void {
		this.host.hold(addresses, held);
	}

	entered(model: InstanceModel, state: 'MASTER' | 'BACKUP' | 'FAULT'): void {
		this.host.entered(model, state);
	}

	succeeds(script: ScriptModel): boolean {
		return this.host.succeeds(script);
	}

	verdict(script: ScriptModel): Verdict {
		return this.#checks.verdict(script);
	}

	/** A script's verdict has changed. */
	checked(): void {
		this.look();
	}

	linkUp(nic: string): boolean {
		return this.host.nicUp(nic);
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

	/** As after a long time in which all was well; `resume` then says who is what. */
	settle(phaseUs: Phase): void {
		this.#pid = this.host.newPid();
		this.#childAlive = true;
		this.#checks.resume(phaseUs);
	}

	/** What each instance's tracked things make of it, in the instances' order. */
	fitness(): { model: InstanceModel; fit: boolean; priority: number }[] {
		return this.instances.map(({ model }) => {
			const { fit, priority } = fitnessOf(model, this);
			return { model, fit, priority };
		});
	}

	/** Begins with these states. A MASTER's next advertisement is `nextAdvertUs` away. */
	resume(states: readonly ('MASTER' | 'BACKUP' | 'FAULT')[], nextAdvertUs: number, phaseUs: Phase): void {
		for (const [i, instance] of this.instances.entries()) {
			const state = states[i] ?? 'BACKUP';
			const { refreshUs } = instance.model.garp;
			instance.resume(state, fitnessOf(instance.model, this).priority, nextAdvertUs, refreshUs > 0 ? phaseUs(refreshUs) : 0);
			if (state === 'MASTER') this.host.hold(instance.model.held, true);
			this.host.entered(instance.model, state);
		}
		for (const group of this.#groups) group.resume();
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

	/** SIGHUP with another file. A MASTER first advertises once more as it was; then the file is read. */
	reload(models: readonly InstanceModel[]): void {
		this.#file = models;
		if (!this.#childAlive) return;
		for (const instance of this.instances) instance.advertiseBeforeReload();
		this.#set(RELOADED, this.host.random.draw(this.host.tuning.reload));
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
		for (let code = 0; code < TIMERS; code += 1) this.host.kernel.cancel(this.#timer(code));
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
		for (const instance of this.instances) if (instance.model.form.router === advert.form.router) instance.receive(advert);
	}

	/** Link, processes or a script's verdict have changed. */
	look(): void {
		if (!this.#childAlive || this.#pauses > 0) return;
		for (const instance of this.instances) instance.judge(fitnessOf(instance.model, this));
	}

	/** Somebody took an address off the NIC. */
	lostAddress(address: string): void {
		if (!this.#childAlive || this.#pauses > 0) return;
		for (const instance of this.instances) if (instance.model.held.includes(address)) instance.lostAddress();
	}

	fire(code: number): void {
		if (this.#pauses > 0 && code !== RESTART) {
			this.defer(this, code);
			return;
		}
		switch (code) {
			case STARTED:
				this.#childStarted();
				return;
			case RELOADED:
				this.#reloaded();
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
				for (const { model } of this.instances) this.host.hold(model.held, false);
				return;
			default:
				this.start();
				return;
		}
	}

	#startChild(): void {
		const { random, tuning } = this.host;
		const residual = this.instances.some(({ model }) => model.held.some((address) => this.host.holds(address)));
		const deletedUs = residual ? random.draw(tuning.residual) : 0;
		if (residual) this.#set(DELETE_RESIDUAL, deletedUs);
		this.#set(STARTED, deletedUs + random.draw(tuning.keepalivedStart));
	}

	#childStarted(): void {
		this.#childAlive = true;
		if (this.#file.some((model, i) => this.instances[i]?.model !== model)) {
			this.instances = this.#file.map((model) => new VrrpInstance(model, this));
			this.#groups = groupsOf(this.instances);
			this.#checks.reload(scriptsOf(this.#file));
		}
		const delayUs = this.instances[0]?.model.startupDelayUs ?? 0;
		this.delayedUntilUs = delayUs > 0 ? this.host.kernel.nowUs + delayUs : 0;
		this.#checks.reset();
		this.#begin();
	}

	/** All that it has read is prepared before any instance begins (vrrp_dispatcher_init() of vrrp_scheduler.c). */
	#begin(): void {
		for (const instance of this.instances) instance.prepare(fitnessOf(instance.model, this));
		for (const group of this.#groups) group.prepare();
		for (const instance of this.instances) instance.begin();
		this.#checks.start();
	}

	/** The file is read: instances that are still in it go on, others say goodbye (clear_diff_vrrp() of vrrp.c). */
	#reloaded(): void {
		if (!this.#childAlive) return;
		const gone = [...this.instances];
		this.instances = this.#file.map((model) => {
			const place = gone.findIndex((instance) => isSame(instance.model, model));
			const [kept] = place < 0 ? [] : gone.splice(place, 1);
			if (!kept) return new VrrpInstance(model, this);
			kept.group = null;
			kept.reload(model);
			return kept;
		});
		for (const instance of gone) instance.stop();
		this.#groups = groupsOf(this.instances);
		this.#checks.reload(scriptsOf(this.#file));
		this.#begin();
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
		this.#checks.stop();
		this.host.kernel.cancel(this.#timer(RELOADED));
		if (this.#childAlive) for (const instance of this.instances) instance.stop();
		this.#childAlive = false;
	}

	#childDies(): void {
		this.#checks.stop();
		this.host.kernel.cancel(this.#timer(RELOADED));
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
		return this.#firstTimer + code;
	}

	#set(code: number, inUs: number): void {
		const { kernel } = this.host;
		kernel.set(this.#timer(code), kernel.nowUs + inUs);
	}
}

/** What keepalived takes for the same instance after a reload: VRID, NIC, and multicast or unicast (vrrp_exist() of vrrp.c). Its name does not count. */
function isSame(a: InstanceModel, b: InstanceModel): boolean {
	return a.form.router === b.form.router && a.form.unicast === b.form.unicast;
}

function groupsOf(instances: readonly VrrpInstance[]): SyncGroup[] {
	if (instances.every(({ model }) => model.group === null)) return [];
	const names = new Set(instances.flatMap(({ model }) => model.group ?? []));
	return [...names].map((name) => {
		const members = instances.filter(({ model }) => model.group === name);
		const group = new SyncGroup(members);
		for (const member of members) member.group = group;
		return group;
	});
}

/** Each tracked script once. */
function scriptsOf(models: readonly InstanceModel[]): ScriptModel[] {
	if (models.every(({ tracks }) => tracks.length === 0)) return [];
	const scripts = models.flatMap(({ tracks }) => tracks.flatMap(({ script }) => script ?? []));
	return [...new Map(scripts.map((script) => [script.name, script])).values()];
}
