import { VipdrillError } from '../../base/errors.ts';
import { formatMs, parseDurationMs } from '../../base/units.ts';
import { backgroundOf } from '../../scenario/conditions.ts';
import type { FaultKind } from '../../scenario/fault.ts';
import type { FaultStep, TrialPlan } from '../../scenario/spec.ts';
import type { FaultEvent, Mark, UnitState } from '../../timeline/event.ts';
import type { Occasion, Recording } from '../../timeline/recording.ts';
import { FaultClock } from '../common/fault-clock.ts';
import { faultEvent } from '../common/fault-event.ts';
import { ailments, HEALTHY_WITHIN_MS, HELD_MS, PAGES_WITHIN_MS, pagesAsked } from '../common/health.ts';
import { momentOfPhase } from '../common/moment-of-phase.ts';
import { ObservedState } from '../common/observed-state.ts';
import { hostsHit, resolveTarget } from '../common/targets.ts';
import { checkAccepted } from '../lab.ts';
import type { ClusterModel } from './cluster-model.ts';
import { ClusterWorld } from './cluster-world.ts';
import { injectFault, type Undo } from './faults.ts';
import { type FilesChange, scheduleChanges } from './files-change.ts';
import type { Kernel } from './kernel.ts';
import type { Random } from './random.ts';
import type { Tuning } from './tuning.ts';
import { isModelled, modelledProbes, SIM_KIND } from './unmodelled.ts';

/** From a fault to its first effect: virtual time's least step. */
const EFFECT_MS = 0.001;
/** Between two looks whether the cluster is healthy. */
const LOOK_US = 100_000;
/** Between two looks whether a machine that reboots has been switched on again. */
const REBOOT_LOOK_MS = 50;
const OFF_WITHIN_MS = 120_000;
const UPDATE_LOOK_MS = 500;
/** Faults that are packet filters on every machine. */
const DISTURBING: readonly FaultKind[] = ['partition', 'packet-loss', 'packet-delay'];
/** How long after it has become healthy an observer knows: the watches' ways and polls. */
const HEARD_MS = 250;
/** Of the timelines' clock: simulated time has no date. */
const ORIGIN_EPOCH_MS = 0;

interface ActiveFault {
	index: number;
	step: FaultStep;
	hosts: string[];
	undo: Undo;
}

/**
 * One trial in virtual time, by the same steps as on real hosts (labs/real/trial.ts): steady state, faults and their undoing by the drill's clock,
 * heal, settle, all of it under load. Everything random comes from the plan's seed.
 */
export class SimTrial {
	readonly world: ClusterWorld;
	readonly #seen: ObservedState;
	#recording = false;
	/** Whether anything was seen that health depends on since the last look. */
	#news = true;
	#active: ActiveFault[] = [];
	readonly #power: Random;

	/** Throws InputError where the drill has a fault that is not modelled. */
	constructor(
		model: ClusterModel,
		tuning: Tuning,
		private readonly plan: TrialPlan,
		/** Empty. */
		private readonly recording: Recording,
		kernel?: Kernel,
	) {
		checkAccepted(SIM_KIND, [plan.drill], model.spec);
		const seed = `${plan.seed}\0${plan.drill.name}`;
		this.#seen = new ObservedState(model.spec.vip);
		this.world = new ClusterWorld(model, tuning, seed, (event) => this.#see(event), kernel);
		this.#power = this.world.random.split('power');
	}

	/**
	 * Runs it to its end, also where the cluster does not heal. Throws FAULT_FAILED where a target is nobody, and InputError where the files cannot change on the way
	 * as asked.
	 */
	run(changes: readonly FilesChange[] = []): void {
		const { drill, trial, seed } = this.plan;
		if (this.world.swarm?.overlaps && drill.starts !== 'converged')
			throw new VipdrillError('LAB_FAILED', 'customers on the segment get no answer: the ingress network overlaps it');
		this.world.beginWith(this.#firstLeader());
		scheduleChanges(this.world, changes);
		this.#layConditions();
		this.recording.emit({
			type: 'trial.started',
			atMs: 0,
			originEpochMs: ORIGIN_EPOCH_MS,
			lab: 'sim',
			drill: drill.name,
			trial,
			seed,
		});
		for (const event of this.#seen.snapshot(0, this.world.model.spec.vip)) this.recording.emit(event);
		this.#recording = true;
		this.#recordUnits();
		const timeoutMs = parseDurationMs(drill.load.timeout);
		const probes = modelledProbes(drill.load, this.world.model.spec);
		this.world.startLoad(
			{
				ratePerSecond: drill.load.ratePerSecond,
				keepAliveRatePerSecond: drill.load.keepAliveRatePerSecond,
				timeoutUs: Math.round(timeoutMs * 1000),
				clients: drill.load.clients ?? ['segment'],
				probes,
			},
			this.recording,
		);
		this.#mark('steady');
		this.#sleepMs(parseDurationMs(drill.steady));
		this.#mark('observe');
		const ill = this.#ailsInTheEnd();
		if (ill === null) {
			this.#mark('settled');
			this.#sleepMs(parseDurationMs(drill.settle));
		}
		this.#recordUnits();
		this.world.stopLoad();
		this.#sleepMs(Math.max(timeoutMs, ...probes.map((probe) => probe.timeoutMs)));
		this.recording.emit({ type: 'trial.ended', atMs: this.#nowMs, ...(ill === null ? {} : { ill }) });
	}

	/**
	 * Runs the faults and waits until the cluster is well again. Returns null, or which wait ran out: such a trial is measured all the same, and judged by
	 * what it has shown.
	 */
	#ailsInTheEnd(): string | null {
		const heals = 'after the faults were undone';
		try {
			this.#runFaults();
			this.#mark('heal');
			this.#untilHealthy(heals);
			return null;
		} catch (error) {
			if (!(error instanceof VipdrillError) || error.code !== 'WAIT_TIMED_OUT') throw error;
			// One that waited for health before its next fault has not come to heal yet.
			if (!error.message.includes(heals)) {
				this.#undoAll();
				this.#mark('heal');
			}
			return error.message;
		}
	}

	/** They stay to the end: what is simulated after it is nothing. */
	#layConditions(): void {
		const fault = backgroundOf(this.plan.drill.conditions);
		const hosts = this.world.machines.map(({ name }) => name);
		if (fault) injectFault({ world: this.world, resolve: () => hosts }, fault, hosts);
	}

	get #nowMs(): number {
		return this.world.kernel.nowUs / 1000;
	}

	#sleepMs(durationMs: number): void {
		this.world.kernel.run(this.world.kernel.nowUs + Math.round(durationMs * 1000));
	}

	#see(event: Occasion): void {
		if (event.type !== 'vrrp.advert') this.#news = true;
		if (!this.#seen.apply(event)) return;
		if (this.#recording) this.recording.emit(event);
	}

	#firstLeader(): number {
		const { model, random, swarm } = this.world;
		const managers = swarm?.raft.managers ?? [];
		const asked = this.world.machines.findIndex(({ name }) => name === this.plan.leader);
		if (managers.includes(asked)) return asked;
		const apart = managers.filter((manager) => this.plan.drill.leader !== 'apart' || manager !== model.owner);
		return apart[random.split('leader').below(apart.length)] ?? 0;
	}

	#mark(phase: Mark['phase']): void {
		this.recording.emit({ type: 'mark', atMs: this.#nowMs, phase });
	}

	#recordUnits(): void {
		for (const { name: host, powered, dockerdPid, keepalived, model } of this.world.machines) {
			if (!powered) continue;
			const look = (unit: UnitState['unit'], mainPid: number | null) => {
				const state = mainPid === null ? 'inactive' : 'active';
				this.#see({ type: 'unit.state', atMs: this.#nowMs, host, unit, state, mainPid, source: 'snapshot' });
			};
			if (model.spec.role !== 'none') look('docker', dockerdPid);
			if (keepalived) look('keepalived', keepalived.pid);
		}
	}

	/** By the rule of labs/common/health.ts: every page once, then nothing that ails it for a while. */
	#untilHealthy(when: string): void {
		const { world } = this;
		const { starts, load } = this.plan.drill;
		const asked = starts === 'converged' ? [] : (load.clients ?? ['segment']);
		let missing = asked.flatMap((client) =>
			pagesAsked(world.model.spec, world.service.publishMode, client).map((address) => ({ client, address })),
		);
		const look = () => {
			missing = missing.filter(({ client, address }) => !world.servesAt(address, client));
			return missing.length === 0;
		};
		const said = () => `${missing.map(({ address }) => address).join(', ')} did not answer`;
		this.#waitUntil(PAGES_WITHIN_MS, `every page is served ${when}`, look, said);
		this.#untilNothingAils(when);
		this.#sleepMs(HEARD_MS);
	}

	/** What ails it is found out anew only where something was seen. */
	#untilNothingAils(when: string): void {
		let ill: string[] = [];
		let sinceMs: number | null = null;
		this.#news = true;
		const look = () => {
			if (this.#news) ill = this.#ailments();
			this.#news = false;
			if (ill.length > 0) sinceMs = null;
			else sinceMs ??= this.#nowMs;
			return sinceMs !== null && this.#nowMs - sinceMs >= HELD_MS;
		};
		this.#waitUntil(HEALTHY_WITHIN_MS, `the cluster is healthy ${when}`, look, () =>
			ill.length > 0 ? ill.join('; ') : 'it has only just become healthy',
		);
	}

	/** Looks again and again, until `look` is content. Throws WAIT_TIMED_OUT with why it is not. */
	#waitUntil(withinMs: number, what: string, look: () => boolean, why: () => string): void {
		const { kernel } = this.world;
		const untilMs = this.#nowMs + withinMs;
		while (!look()) {
			if (this.#nowMs >= untilMs)
				throw new VipdrillError('WAIT_TIMED_OUT', `waited ${formatMs(withinMs)} until ${what}; ${why()}`);
			kernel.run(kernel.nowUs + LOOK_US);
		}
	}

	#ailments(): string[] {
		const { machines, swarm, service, model } = this.world;
		const running = (swarm?.tasks.all ?? []).filter(({ desired }) => desired === 'running');
		this.#seen.addresses = new Map(
			running.map(({ address, id, node }) => [address, { task: id, node: machines[node]?.name ?? null }]),
		);
		return ailments(model.spec, this.#seen, service.publishMode);
	}

	/** Injects and undoes by the drill's clock, which starts now, for as long as there are faults and the drill observes. */
	#runFaults(): void {
		const startMs = this.#nowMs;
		const clock = new FaultClock<ActiveFault>(this.plan.drill);
		for (let due = clock.next(); due; due = clock.next()) {
			this.#sleepMs(Math.max(0, due.atMs - (this.#nowMs - startMs)));
			if (due.do === 'undo') this.#undo(due.fault);
			if (due.do !== 'inject') continue;
			const active = this.#inject(due.step, due.index);
			clock.lasts(due.step, this.#nowMs - startMs, active);
		}
		this.#undoAll();
	}

	#undoAll(): void {
		for (const active of [...this.#active].reverse()) this.#undo(active);
	}

	#inject(step: FaultStep, index: number): ActiveFault {
		if (step.once === 'healthy') this.#untilHealthy(`before fault ${index + 1}`);
		const { world } = this;
		const { spec } = world.model;
		const fault = step.inject;
		const phase = this.plan.phases[index] ?? null;
		if (phase !== null) this.#sleepMs(momentOfPhase(phase, this.#seen.lastAdvert, this.#nowMs) - this.#nowMs);
		const resolve = (target: Parameters<typeof resolveTarget>[0]) => resolveTarget(target, spec, this.#seen);
		const hosts = hostsHit(fault, spec, this.#seen);
		if (!isModelled(fault)) throw new VipdrillError('FAULT_FAILED', `the simulator has no model of ${fault.kind}`);
		const active: ActiveFault = { index, step, hosts, undo: () => {} };
		this.#report('fault.injected', active);
		// Whoever held the VIP when the fault was asked for must have held it then.
		this.#sleepMs(EFFECT_MS);
		active.undo = injectFault({ world, resolve }, fault, hosts);
		this.#active.push(active);
		// As in the Docker lab, the drill's clock waits for a reboot: it is the machine's own affair.
		const untilMs = this.#nowMs + OFF_WITHIN_MS;
		while (hosts.some((host) => world.machine(host).rebooting)) {
			if (this.#nowMs > untilMs) throw new VipdrillError('FAULT_FAILED', `${hosts.join(', ')} did not shut down`);
			this.#sleepMs(REBOOT_LOOK_MS);
		}
		return active;
	}

	#undo(active: ActiveFault): void {
		if (!this.#active.includes(active)) return;
		this.#active = this.#active.filter((other) => other !== active);
		// The end of a rolling update is waited for.
		while (active.step.inject.kind === 'service-update' && this.world.swarm?.tasks.isUpdating) this.#sleepMs(UPDATE_LOOK_MS);
		if (active.step.inject.kind === 'power-loss') this.#switchOn(active.hosts.length);
		this.#report('fault.undone', active);
		active.undo();
		// Filters go on one machine after the other; the drill's clock waits for the last.
		if (DISTURBING.includes(active.step.inject.kind)) this.#sleepMs(this.world.tuning.uncut.maxUs / 1000);
	}

	/** Machines are switched on one after the other, and the drill's clock waits. */
	#switchOn(machines: number): void {
		for (let i = 0; i < machines; i += 1) this.#sleepMs(this.#power.draw(this.world.tuning.powerOn) / 1000);
	}

	#report(type: FaultEvent['type'], { index, step, hosts }: ActiveFault): void {
		this.#see(faultEvent(type, { index, fault: step.inject, hosts }, { askedMs: this.#nowMs, doneMs: this.#nowMs }));
	}
}
