import type { TrialPlan } from '../scenario/spec.ts';
import type { Environment } from '../timeline/environment.ts';
import type { TimelineEvent } from '../timeline/event.ts';

/** What any lab must do: the port between drills and the worlds they run in. */
export interface RunningLab extends AsyncDisposable {
	/** What this lab really is, measured after the bring-up. */
	readonly environment: Environment;
	/**
	 * Runs one trial from steady state to healed cluster and emits its timeline. Rejects with WAIT_TIMED_OUT where the cluster does not
	 * reach a state that the trial needs, with FAULT_FAILED where a fault did not take effect. Every fault is undone on every way out.
	 */
	runTrial(plan: TrialPlan, emit: (event: TimelineEvent) => void, options: TrialOptions): Promise<void>;
}

export interface TrialOptions {
	/** Where the lab may put its packet capture; it ignores this where it has none. */
	capturePath: string;
	/** How long the cluster is left alone, healthy, before the trial begins; 0 by default. Simulated trials begin at any phase already. */
	leadInMs?: number;
	signal: AbortSignal;
	/** Told what the trial is doing, for people. */
	progress: (text: string) => void;
}
