import { InputError } from '../../base/errors.ts';
import { parseDurationMs } from '../../base/units.ts';
import { hasSwarm } from '../../cluster/nodes.ts';
import type { ClusterSpec } from '../../cluster/spec.ts';
import { instanceForVip } from '../../cluster/theory.ts';
import { INVARIANTS, type InvariantId } from '../../gate/invariants.ts';
import { SimLab } from '../../labs/sim/sim-lab.ts';
import type { Tuning } from '../../labs/sim/tuning.ts';
import { prepareRecording } from '../../measure/prepared.ts';
import { assembleTrial, summarizeCluster } from '../../results/assemble.ts';
import { failedTrial } from '../../results/failed-trial.ts';
import type { DrillSpec, FaultStep, TrialPlan } from '../../scenario/spec.ts';
import type { FaultEvent } from '../../timeline/event.ts';
import { classOf } from './fault-classes.ts';

/** What did not hold in a trial: an invariant, and what was got. */
export interface Broken {
	id: InvariantId;
	asked: string;
	got: string;
}

/** Simulates schedules on one cluster, and says what did not hold. */
export class Judge {
	readonly #lab: SimLab;
	readonly #cluster: ReturnType<typeof summarizeCluster>;
	/** How many hosts at a time a design of this size can miss: of managers, a majority stays; without a swarm, one host for the VIP does. */
	readonly #mostHit: number;

	constructor(spec: ClusterSpec, tuning: Tuning) {
		this.#lab = new SimLab(spec, tuning);
		this.#cluster = summarizeCluster(spec);
		this.#mostHit = hasSwarm(spec)
			? Math.floor((spec.hosts.filter(({ role }) => role === 'manager').length - 1) / 2)
			: spec.hosts.filter((host) => instanceForVip(host, spec.vip)).length - 1;
	}

	/**
	 * What did not hold in one trial; null where the schedule is none that a design should get over: a target was nobody, a host was hit while it was
	 * down already, or more hosts at a time than a design of this size can miss.
	 */
	broken(drill: DrillSpec, seed: string, trial: number): Broken[] | null {
		const plan: TrialPlan = { drill, trial, seed: `${seed}/${trial}`, phases: drill.faults.map(() => null) };
		let lost: string | null = null;
		try {
			this.#lab.simulate(plan);
		} catch (error) {
			if (error instanceof InputError) throw error;
			const { cameBack, message } = failedTrial(plan, error, this.#lab.recording.occasions, null);
			if (cameBack) return null;
			lost = message;
		}
		const timeline = prepareRecording(this.#lab.recording);
		if (!isFair(drill.faults, timeline.spans.faults, this.#mostHit)) return null;
		if (lost !== null) return [{ id: 'converges', asked: INVARIANTS.converges, got: lost }];
		const { invariants } = assembleTrial(plan, timeline, this.#cluster, { timeline: null, capture: null });
		return invariants.flatMap(({ id, outcome, asked, got }) => (outcome === 'fail' ? [{ id, asked, got }] : []));
	}
}

/** Whether every fault was injected, no host was hit twice at a time, and never more hosts than `most`. */
export function isFair(
	steps: readonly FaultStep[],
	faults: readonly Pick<FaultEvent, 'index' | 'hosts' | 'atMs'>[],
	most: number,
): boolean {
	if (faults.length !== steps.length) return false;
	const spans = faults.flatMap(({ index, hosts, atMs }) => {
		const step = steps[index];
		if (!step) return [];
		const untilMs = atMs + parseDurationMs(step.lasts ?? '0s') + classOf(step.inject).recoversMs;
		return hosts.map((host) => ({ host, index, fromMs: atMs, toMs: untilMs }));
	});
	return spans.every(({ index, host, fromMs }) => {
		const now = spans.filter((span) => span.fromMs <= fromMs && fromMs <= span.toMs);
		if (now.some((other) => other.index !== index && other.host === host)) return false;
		return new Set(now.map((span) => span.host)).size <= most;
	});
}
