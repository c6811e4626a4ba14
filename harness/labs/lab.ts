import { InputError, type InputProblem } from '../base/errors.ts';
import type { ClusterSpec } from '../cluster/spec.ts';
import type { DrillSpec, TrialPlan } from '../scenario/spec.ts';
import type { Environment, LabName } from '../timeline/environment.ts';
import type { TimelineEvent } from '../timeline/event.ts';

/** A kind of lab: what can be known of it before one is there. */
export interface LabKind {
	readonly name: LabName;
	/** What keeps such a lab from running a drill on a cluster, each with its remedy. Empty where it can run it. */
	refuses(drill: DrillSpec, spec: ClusterSpec): InputProblem[];
}

/** Throws InputError with everything for which such a lab refuses one of the drills. */
export function checkAccepted(kind: LabKind, drills: readonly DrillSpec[], spec: ClusterSpec): void {
	const [first, ...others] = drills.flatMap((drill) => kind.refuses(drill, spec));
	if (first) throw new InputError([first, ...others]);
}

/** What any lab must do: the port between drills and the worlds they run in. */
export interface RunningLab extends AsyncDisposable {
	/** What this lab really is, measured after the bring-up. */
	readonly environment: Environment;
	/**
	 * Runs one trial from steady state to healed cluster and emits its timeline. Rejects with WAIT_TIMED_OUT where the cluster does not
	 * reach a state that the trial needs, with FAULT_FAILED where a fault did not take effect. Every fault is undone on every way out.
	 */
	runTrial(plan: TrialPlan, emit: (event: TimelineEvent) => void, options: TrialOptions): Promise<void>;
	/** Lets go of the lab without removing it. Absent where there is nothing that could stay. */
	letGo?(): Promise<KeptLab>;
}

/** A lab that stays when its run is over. */
export interface KeptLab {
	id: string;
	/** The machines that can be entered, by name. */
	machines: string[];
}

/** A trial that stands still, with its faults in effect, for somebody to look inside. */
export interface PausedTrial {
	lab: string;
	/** The machines that can be entered now, by name. */
	machines: string[];
	/** The faults that are in effect, in words. */
	faults: string[];
}

export interface TrialOptions {
	/** Where the lab may put its packet capture; it ignores this where it has none. */
	capturePath: string;
	/** How long the cluster is left alone, healthy, before the trial begins; 0 by default. Simulated trials begin at any phase already. */
	leadInMs?: number;
	signal: AbortSignal;
	/** Waited for before the faults that are still in effect are undone; such a trial is not to be trusted. Simulated trials have no such moment. */
	pause?: (trial: PausedTrial, signal: AbortSignal) => Promise<unknown>;
	/** Told what the trial is doing, for people. */
	progress: (text: string) => void;
}
