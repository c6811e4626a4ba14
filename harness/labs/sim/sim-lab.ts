import type { ClusterSpec } from '../../cluster/spec.ts';
import { DEFAULT_KEEPALIVED } from '../../keepalived/versions.ts';
import type { TrialPlan } from '../../scenario/spec.ts';
import type { Environment } from '../../timeline/environment.ts';
import type { TimelineEvent } from '../../timeline/event.ts';
import { Recording } from '../../timeline/recording.ts';
import type { RunningLab, TrialOptions } from '../lab.ts';
import { type ClusterModel, clusterModel } from './cluster-model.ts';
import type { FilesChange } from './files-change.ts';
import { Kernel } from './kernel.ts';
import { SimTrial } from './trial.ts';
import type { Tuning } from './tuning.ts';
import { NOT_MODELLED } from './unmodelled.ts';
import { unreadStatements } from './unread.ts';

/** The lab in virtual time: nothing is started, each trial begins with a cluster that is well, and no trial leaves anything to the next. */
export class SimLab implements RunningLab {
	#environment: Environment | null = null;
	/** By the owner that a trial begins with. */
	readonly #models = new Map<string | undefined, ClusterModel>();
	readonly #kernel = new Kernel();
	readonly recording = new Recording();

	constructor(
		private readonly spec: ClusterSpec,
		private readonly tuning: Tuning,
	) {}

	/** Read once it is asked for: a worker, whose trials are measured only, never does. */
	get environment(): Environment {
		this.#environment ??= environmentOf(this.spec);
		return this.#environment;
	}

	/** As the port says; also throws InputError where the drill has a fault that is not modelled. */
	async runTrial(plan: TrialPlan, emit: (event: TimelineEvent) => void, { signal }: TrialOptions): Promise<void> {
		signal.throwIfAborted();
		try {
			this.simulate(plan);
		} finally {
			for (const event of this.recording.events()) emit(event);
		}
	}

	/**
	 * The same at once, for virtual time waits for nothing; `changes`: of keepalived's files on the way, in time order. What the trial says is in `recording` until
	 * the next one begins, also where it throws.
	 */
	simulate(plan: TrialPlan, changes: readonly FilesChange[] = []): void {
		this.#kernel.reset();
		this.recording.clear();
		new SimTrial(this.#modelWith(plan.owner), this.tuning, plan, this.recording, this.#kernel).run(changes);
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

function environmentOf(spec: ClusterSpec): Environment {
	return {
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
