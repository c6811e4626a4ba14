import { setTimeout as sleep } from 'node:timers/promises';
import { heard } from '../../base/deadline.ts';
import { VipdrillError } from '../../base/errors.ts';
import { parseDurationMs } from '../../base/units.ts';
import { hasSwarm, nodesOf } from '../../cluster/nodes.ts';
import { backgroundOf, describeConditions } from '../../scenario/conditions.ts';
import { describeHit } from '../../scenario/describe-fault.ts';
import { probesAsked } from '../../scenario/probes-asked.ts';
import type { FaultStep, TrialPlan } from '../../scenario/spec.ts';
import type { FaultEvent, Mark, TimelineEvent } from '../../timeline/event.ts';
import type { Client } from '../../timeline/requests.ts';
import { FaultClock } from '../common/fault-clock.ts';
import { faultEvent } from '../common/fault-event.ts';
import { ailments, hostsWithoutTask, pagesAsked } from '../common/health.ts';
import { momentOfPhase } from '../common/moment-of-phase.ts';
import { hostsHit } from '../common/targets.ts';
import type { TrialOptions } from '../lab.ts';
import type { ActiveFaults, Injected } from './faults/active-faults.ts';
import type { FaultRecord } from './faults/driver.ts';
import { watchedFaults } from './faults/worlds.ts';
import type { Bracket } from './injector.ts';
import { moveLeaderApart } from './leader.ts';
import type { LiveCluster } from './live-cluster.ts';
import { withinLogBudget } from './observer/log-budget.ts';
import { pageUrl, updateService, vipUrl } from './swarm.ts';
import { unitStates } from './unit-states.ts';
import { untilHealthy } from './until-healthy.ts';
import { waitForDockerd } from './wait-for-dockerd.ts';

/** One trial on real hosts: steady state, faults and their undoing by the drill's clock, heal, settle — all of it under load. */
export class Trial {
	readonly #faults: ActiveFaults;
	readonly #emit: (event: TimelineEvent) => void;
	#originEpochMs = 0;
	/** Which wait ran out; it says something of the cluster where it was to heal. */
	#ill: string | null = null;
	#isHealing = false;
	#conditions: FaultRecord | null = null;

	constructor(
		private readonly world: LiveCluster,
		private readonly plan: TrialPlan,
		emit: (event: TimelineEvent) => void,
		private readonly options: TrialOptions,
	) {
		this.#emit = withinLogBudget(emit);
		this.#faults = watchedFaults(world, options.signal);
	}

	async run(): Promise<void> {
		const { drill } = this.plan;
		const { signal } = this.options;
		await this.#untilHealthy('before the trial');
		await this.#spreadTasks();
		try {
			await this.#layConditions();
			if (drill.leader === 'apart' && hasSwarm(this.world.lab.spec)) await heard(moveLeaderApart(this.world, signal), signal);
			await sleep(this.options.leadInMs ?? 0, undefined, { signal });
			await this.#record();
		} finally {
			// What is left are the conditions.
			for (const record of this.#faults.lastFirst()) await this.#faults.undo(record);
		}
	}

	/** From the timeline's first event to its last. */
	async #record(): Promise<void> {
		const { observer } = this.world;
		const { drill } = this.plan;
		const { signal } = this.options;
		this.#originEpochMs = await observer.record(this.#emit, this.options.capturePath);
		try {
			this.#emit({
				type: 'trial.started',
				atMs: 0,
				originEpochMs: this.#originEpochMs,
				lab: 'docker',
				drill: drill.name,
				trial: this.plan.trial,
				seed: this.plan.seed,
			});
			for (const event of observer.snapshot()) this.#emit(event);
			await heard(this.#recordUnits(), signal);
			await heard(observer.startLoad(drill.load), signal);
			this.#mark('steady');
			await sleep(parseDurationMs(drill.steady), undefined, { signal });
			this.#mark('observe');
			await this.#runFaults();
			this.#mark('heal');
			this.#isHealing = true;
			await this.#untilHealthy('after the faults were undone');
			this.#mark('settled');
			await sleep(parseDurationMs(drill.settle), undefined, { signal });
			await heard(this.#recordUnits(), signal);
		} catch (error) {
			// Thrown on: this lab is not fit for another trial, but what it has shown counts.
			if (error instanceof VipdrillError && error.code === 'WAIT_TIMED_OUT') this.#ill = error.message;
			throw error;
		} finally {
			try {
				await this.#undoAll();
			} finally {
				await observer.stopLoad(this.#longestAnswerMs()).catch(() => {});
				await observer.checkCapture();
				const ill = this.#isHealing && this.#ill !== null ? { ill: this.#ill } : {};
				this.#emit({ type: 'trial.ended', atMs: this.#sinceOriginMs(), ...ill });
				await observer.stopRecording();
			}
		}
	}

	/** How long an answer of the load or of a probe may take. */
	#longestAnswerMs(): number {
		const { load } = this.plan.drill;
		const probes = probesAsked(load, this.world.lab.spec).map(({ timeoutMs }) => timeoutMs);
		return Math.max(parseDurationMs(load.timeout), ...probes);
	}

	#sinceOriginMs(): number {
		return this.world.observer.nowMs() - this.#originEpochMs;
	}

	#mark(phase: Mark['phase']): void {
		this.options.progress(phase);
		this.#emit({ type: 'mark', atMs: this.#sinceOriginMs(), phase });
	}

	async #recordUnits(): Promise<void> {
		for (const event of await unitStates(this.world)) this.world.observer.see(event);
	}

	async #untilHealthy(when: string): Promise<void> {
		const { lab, observer, publishMode } = this.world;
		const { signal } = this.options;
		// Asked of the machines themselves first: the swarm may not have noticed yet that one was away.
		await Promise.all(nodesOf(lab.spec).map((host) => waitForDockerd(lab, host.name, signal)));
		// Customers too: an ARP entry that is out of date keeps them from a cluster that has nothing else to complain of.
		const { starts, load } = this.plan.drill;
		const asked = starts === 'converged' ? [] : (load.clients ?? ['segment']);
		const pagesOf = (client: Client) =>
			pagesAsked(lab.spec, publishMode, client).map((address) =>
				address === lab.spec.vip ? vipUrl(lab, address) : pageUrl(lab, address),
			);
		await Promise.all(asked.map((client) => observer.awaitPages(pagesOf(client), { client, signal })));
		if (starts !== 'converged') await observer.awaitProbes(probesAsked(load, lab.spec), signal);
		await untilHealthy(() => ailments(lab.spec, observer.seen, publishMode), when, signal);
	}

	/** Laid once the cluster is whole, and taken away at the very end: it heals under them too. No event tells of them, for they are no fault of the drill. */
	async #layConditions(): Promise<void> {
		const { drill } = this.plan;
		const fault = backgroundOf(drill.conditions);
		if (fault === null) return;
		this.options.progress(`conditions: ${describeConditions(drill.conditions)}`);
		const hosts = this.world.lab.spec.hosts.map(({ name }) => name);
		this.#conditions = (await this.#faults.inject(drill.faults.length, fault, hosts, () => 0)).record;
	}

	/** Every trial begins with a task on every host; the trial before has left the returned host without one. */
	async #spreadTasks(): Promise<void> {
		const { lab, observer, publishMode } = this.world;
		if (publishMode === 'host' || hostsWithoutTask(lab.spec, observer.seen).length === 0) return;
		this.options.progress('spreading the tasks over the hosts again');
		await heard(updateService(lab, this.options.signal), this.options.signal);
		await this.#untilHealthy('after the tasks were spread again');
	}

	/** Injects and undoes by the drill's clock, which starts now, for as long as there are faults and the drill observes. */
	async #runFaults(): Promise<void> {
		const { signal } = this.options;
		const startMs = performance.now();
		const sinceMs = () => performance.now() - startMs;
		const clock = new FaultClock<FaultRecord>(this.plan.drill);
		for (let due = clock.next(); due; due = clock.next()) {
			await sleep(Math.max(0, due.atMs - sinceMs()), undefined, { signal });
			if (due.do === 'undo') await this.#undo(due.fault);
			if (due.do !== 'inject') continue;
			const { record, confirm } = await this.#inject(due.step, due.index);
			const firedMs = sinceMs();
			await confirm();
			clock.lasts(due.step, firedMs, record);
		}
		await this.#pause();
		await this.#undoAll();
	}

	/** Stands still where somebody wants to look inside, and says for how long: what is measured then is not to be trusted. */
	async #pause(): Promise<void> {
		const { pause, signal } = this.options;
		if (!pause) return;
		const { lab, observer } = this.world;
		const faults = this.#faults.lastFirst().map(({ fault, hosts }) => describeHit(fault, hosts));
		const atMs = observer.nowMs();
		const on = lab.spec.hosts.map(({ name }) => name).filter((name) => !observer.seen.down.has(name));
		const machines = [...on, 'client'];
		this.options.progress('paused before the heal');
		await heard(pause({ lab: lab.id, machines, faults }, signal), signal);
		const durationMs = observer.nowMs() - atMs;
		observer.see({ type: 'observer.health', atMs, kind: 'paused', durationMs, detail: 'to look inside, before the heal' });
	}

	async #inject(step: FaultStep, index: number): Promise<Injected> {
		if (step.once === 'healthy') await this.#untilHealthy(`before fault ${index + 1}`);
		const { lab, observer } = this.world;
		const fault = step.inject;
		const hosts = hostsHit(fault, lab.spec, observer.seen);
		this.options.progress(describeHit(fault, hosts));
		const phase = this.plan.phases[index] ?? null;
		const injected = await this.#faults.inject(index, fault, hosts, () =>
			phase === null ? 0 : momentOfPhase(phase, observer.seen.lastAdvert, observer.nowMs()),
		);
		this.#report('fault.injected', injected.record, injected.bracket);
		return injected;
	}

	async #undo(record: FaultRecord): Promise<void> {
		const bracket = await this.#faults.undo(record);
		if (bracket) this.#report('fault.undone', record, bracket);
	}

	/** One that can't be undone keeps none of the others from it. Throws the first failure in the end. */
	async #undoAll(): Promise<void> {
		const failures: unknown[] = [];
		for (const record of this.#faults.lastFirst().filter((one) => one !== this.#conditions))
			await this.#undo(record).catch((error) => failures.push(error));
		if (failures.length > 0) throw failures[0];
	}

	#report(type: FaultEvent['type'], record: FaultRecord, bracket: Bracket): void {
		this.world.observer.see(faultEvent(type, record, bracket));
	}
}
