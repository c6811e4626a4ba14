import { setTimeout as sleep } from 'node:timers/promises';
import { VipdrillError } from '../../errors.ts';
import { describeTargetOf } from '../../scenario/describe-fault.ts';
import type { FaultStep, TrialPlan } from '../../scenario/spec.ts';

import type { Mark, TimelineEvent } from '../../timeline/event.ts';
import { parseDurationMs } from '../../units.ts';
import { until } from '../../until.ts';
import type { TrialOptions } from '../lab.ts';
import { type BroughtUp, waitForDockerd } from './bring-up.ts';
import { ailments, hostsWithoutTask, untilHealthy } from './health.ts';
import { everyPage, updateService } from './swarm.ts';
import { resolveTarget } from './targets.ts';

/** Between the decision when to cut and the cut: plugging costs a few round trips. */
const LEAD_MS = 300;
/** An undo has its own time-out and does not listen to Ctrl-C: it is what Ctrl-C waits for. */
const UNDO_WITHIN_MS = 60_000;

interface Injected {
	index: number;
	step: FaultStep;
	hosts: string[];
	undone: boolean;
}

/** One trial on real hosts: steady state, faults and their undoing by the drill's clock, heal, settle — all of it under load. */
export class Trial {
	readonly #injected: Injected[] = [];
	readonly #pids = new Map<string, number>();
	#originEpochMs = 0;

	constructor(
		private readonly world: BroughtUp,
		private readonly plan: TrialPlan,
		private readonly emit: (event: TimelineEvent) => void,
		private readonly options: TrialOptions,
	) {}

	async run(): Promise<void> {
		const { observer } = this.world;
		const { drill } = this.plan;
		const { signal } = this.options;
		await this.#untilHealthy('before the trial');
		await this.#spreadTasks();
		this.#originEpochMs = observer.record(this.emit, this.options.capturePath);
		try {
			this.emit({
				type: 'trial.started',
				atMs: 0,
				originEpochMs: this.#originEpochMs,
				lab: 'docker',
				scenario: drill.name,
				trial: this.plan.trial,
				seed: this.plan.seed,
			});
			for (const event of observer.snapshot()) this.emit(event);
			await observer.startLoad(drill.load);
			this.#mark('steady');
			await sleep(parseDurationMs(drill.steady), undefined, { signal });
			this.#mark('observe');
			await this.#runFaults();
			this.#mark('heal');
			await this.#untilHealthy('after the faults were undone');
			this.#mark('settled');
			await sleep(parseDurationMs(drill.settle), undefined, { signal });
		} finally {
			await this.#undoAll();
			await observer.stopLoad(parseDurationMs(drill.load.timeout)).catch(() => {});
			this.emit({ type: 'trial.ended', atMs: this.#sinceOriginMs() });
			await observer.stopRecording();
		}
	}

	#sinceOriginMs(): number {
		return this.world.observer.nowMs() - this.#originEpochMs;
	}

	#mark(phase: Mark['phase']): void {
		this.options.progress(phase);
		this.emit({ type: 'mark', atMs: this.#sinceOriginMs(), phase });
	}

	async #untilHealthy(when: string): Promise<void> {
		const { lab, observer, publishMode } = this.world;
		const { signal } = this.options;
		// Asked of the machines themselves first: the swarm may not have noticed yet that one was away.
		await Promise.all(lab.spec.hosts.map((host) => waitForDockerd(lab, host.name)));
		if (this.plan.drill.starts !== 'converged') await observer.awaitPages(everyPage(lab), signal);
		await untilHealthy(() => ailments(lab.spec, observer.seen, publishMode), when, signal);
	}

	/** Every trial begins with a task on every host; the trial before has left the returned host without one. */
	async #spreadTasks(): Promise<void> {
		const { lab, observer, publishMode } = this.world;
		if (publishMode === 'host' || hostsWithoutTask(lab.spec, observer.seen).length === 0) return;
		this.options.progress('spreading the tasks over the hosts again');
		await updateService(lab, this.options.signal);
		await this.#untilHealthy('after the tasks were spread again');
	}

	/** Injects and undoes by the drill's clock, which starts now, for as long as there are faults and the drill observes. */
	async #runFaults(): Promise<void> {
		const { signal } = this.options;
		const { faults, observe } = this.plan.drill;
		const startMs = performance.now();
		const due: { atMs: number; act: () => Promise<unknown> }[] = faults.map((step, index) => ({
			atMs: parseDurationMs(step.at),
			act: async () => {
				await this.#inject(step, index);
				const fault = this.#injected.at(-1);
				due.push({
					atMs: performance.now() - startMs + parseDurationMs(step.lasts ?? '0s'),
					act: async () => fault && this.#undo(fault),
				});
			},
		}));
		if (observe) due.push({ atMs: parseDurationMs(observe), act: async () => {} });
		while (due.length > 0) {
			due.sort((a, b) => a.atMs - b.atMs);
			const next = due.shift();
			if (!next) return;
			await sleep(Math.max(0, next.atMs - (performance.now() - startMs)), undefined, { signal });
			await next.act();
		}
	}

	async #inject(step: FaultStep, index: number): Promise<void> {
		const { lab, observer, power } = this.world;
		const phase = this.plan.phases[index] ?? null;
		const hosts = resolveTarget('target' in step.inject ? step.inject.target : { kind: 'everyone' }, lab.spec, observer.seen);
		const nicOf = (name: string) => lab.spec.hosts.find((host) => host.name === name)?.interface ?? 'eth0';
		for (const host of hosts) this.#pids.set(host, await power.plug(host, nicOf(host)));
		const atEpochMs = phase === null ? 0 : this.#momentAt(phase);
		// Noted before it is done, so that an undo follows even where the answer is lost.
		const fault: Injected = { index, step, hosts, undone: false };
		this.#injected.push(fault);
		const waitMs = Math.max(0, atEpochMs - observer.nowMs());
		for (const host of hosts) observer.expectDown(host);
		const cuts = await Promise.all(hosts.map((host) => power.cut(this.#pids.get(host) ?? 0, atEpochMs, waitMs)));
		for (const [i, host] of hosts.entries()) {
			const atMs = cuts[i]?.linkDownMs ?? 0;
			const held = observer.seen.owners.has(host);
			lab.forget(host);
			observer.see({ type: 'host.down', atMs, host });
			if (held) observer.see({ type: 'vip.removed', atMs, host, address: lab.spec.vip, source: 'host-down' });
			if (cuts[i]?.goneMs === null)
				throw new VipdrillError('FAULT_FAILED', `${host} still has processes 5 s after its power was cut`);
		}
		const askedMs = Math.min(...cuts.map((cut) => cut.askedMs));
		const doneMs = Math.max(...cuts.map((cut) => cut.linkDownMs));
		this.#report('fault.injected', fault, askedMs, doneMs);
	}

	/** The next moment, at least LEAD_MS ahead, at this phase of the advertisement interval of whoever advertised last. */
	#momentAt(phase: number): number {
		const { observer } = this.world;
		const advert = observer.seen.lastAdvert;
		if (!advert)
			throw new VipdrillError('FAULT_FAILED', 'no VRRP advertisement was seen, so there is no interval to choose a phase of');
		const firstMs = advert.atMs + phase * advert.intervalMs;
		const waitMs = Math.max(0, observer.nowMs() + LEAD_MS - firstMs);
		return firstMs + Math.ceil(waitMs / advert.intervalMs) * advert.intervalMs;
	}

	async #undo(fault: Injected): Promise<void> {
		if (fault.undone) return;
		fault.undone = true;
		const { lab, observer, power, publishMode } = this.world;
		const askedMs = observer.nowMs();
		await Promise.all(fault.hosts.map((host) => untilOn(power, host)));
		const doneMs = observer.nowMs();
		for (const host of fault.hosts) {
			lab.forget(host);
			observer.see({ type: 'host.up', atMs: (askedMs + doneMs) / 2, host });
			await observer.watchHost(host, publishMode === 'ingress');
		}
		this.#report('fault.undone', fault, askedMs, doneMs);
	}

	async #undoAll(): Promise<void> {
		for (const fault of [...this.#injected].reverse()) await this.#undo(fault);
	}

	#report(type: 'fault.injected' | 'fault.undone', { index, step, hosts }: Injected, askedMs: number, doneMs: number): void {
		const { kind } = step.inject;
		this.world.observer.see({
			type,
			atMs: (askedMs + doneMs) / 2,
			index,
			fault: kind,
			target: describeTargetOf(step.inject),
			hosts,
			askedMs,
			doneMs,
			uncertaintyMs: (doneMs - askedMs) / 2,
		});
	}
}

/** The engine may still be clearing away the dead container; until it has, a start is refused. */
async function untilOn(power: BroughtUp['power'], host: string): Promise<void> {
	await until(
		`${host} is switched on`,
		async () => {
			await power.on(host);
			return true;
		},
		{ timeoutMs: UNDO_WITHIN_MS, intervalMs: 200 },
	);
}
