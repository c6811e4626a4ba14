import type { ClusterSpec } from '../../cluster/spec.ts';
import { DEFAULT_KEEPALIVED } from '../../keepalived/versions.ts';
import type { Environment } from '../../report/run-report.ts';
import type { TrialPlan } from '../../scenario/spec.ts';
import type { TimelineEvent } from '../../timeline/event.ts';
import type { RunningLab, TrialOptions } from '../lab.ts';
import { type ClusterModel, clusterModel } from './cluster-model.ts';
import { Kernel } from './kernel.ts';
import { SimTrial } from './trial.ts';
import type { Tuning } from './tuning.ts';
import { NOT_MODELLED } from './unmodelled.ts';
import { unreadStatements } from './unread.ts';

/** The lab in virtual time: nothing is started, each trial begins with a cluster that is well, and no trial leaves anything to the next. */
export class SimLab implements RunningLab {
	readonly environment: Environment;
	/** By the owner that a trial begins with. */
	readonly #models = new Map<string | undefined, ClusterModel>();
	readonly #kernel = new Kernel();

	constructor(
		private readonly spec: ClusterSpec,
		private readonly tuning: Tuning,
	) {
		this.environment = {
			lab: 'sim',
			engine: {
				provider: 'none',
				version: 'simulated 26',
				kernel: 'virtual time',
				operatingSystem: 'none',
				cpus: 0,
				memoryBytes: 0,
			},
			hosts: {
				dockerVersion: 'simulated 26',
				keepalivedVersion: `simulated ${spec.versions.keepalived ?? DEFAULT_KEEPALIVED}`,
			},
			privileges: 'capability-set',
			publishMode: spec.service.publishMode,
			publishModeReason: null,
			meshProof: null,
			meshNotProved: null,
			loadBefore: 0,
			loadAfter: null,
			notTested: [...NOT_MODELLED, ...unreadStatements(spec)],
			bringUp: [],
		};
	}

	/** As the port says; also throws InputError where the drill has a fault that is not modelled. */
	async runTrial(plan: TrialPlan, emit: (event: TimelineEvent) => void, { signal }: TrialOptions): Promise<void> {
		signal.throwIfAborted();
		this.simulate(plan, emit);
	}

	/** The same at once: virtual time waits for nothing. */
	simulate(plan: TrialPlan, emit: (event: TimelineEvent) => void): void {
		this.#kernel.reset();
		new SimTrial(this.#modelWith(plan.owner), this.tuning, plan, emit, this.#kernel).run();
	}

	#modelWith(owner: string | undefined): ClusterModel {
		const known = this.#models.get(owner);
		if (known) return known;
		const model = clusterModel(this.spec, owner);
		this.#models.set(owner, model);
		return model;
	}

	async [Symbol.asyncDispose](): Promise<void> {}
}
