import type { ClusterSpec } from '../cluster/spec.ts';
import type { KeptLab, TrialOptions } from '../labs/lab.ts';
import type { RunReport, TrialReport } from '../results/run-report.ts';
import type { StopRule } from '../results/stop-rule.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import type { Environment } from '../timeline/environment.ts';
import type { TimelineEvent } from '../timeline/event.ts';

/** How drills are run, whichever they are. */
export interface DrillOptions {
	spec: ClusterSpec;
	/** Trials of each drill, 1 or more; at most so many where `untilCiMs` is given. */
	trials: number;
	/** Ends a drill as soon as the 95 % confidence interval of its median is narrower. */
	untilCiMs?: number;
	/** When a drill has been repeated enough, before all its trials are run. */
	stopRule?: (drill: DrillSpec) => StopRule;
	/** The trials that fall to this part of a split run, by the drill's name; all of them where it is left out. */
	share?: ReadonlyMap<string, readonly number[]>;
	seed: string;
	signal: AbortSignal;
	/** Leaves the lab of the first trial that fails as it is, and ends the run with it. */
	keepOnFail?: boolean;
	/** Waited for in each trial before the heal, as `TrialOptions.pause`. */
	pause?: TrialOptions['pause'];
	/** Told of each step, for people. */
	progress: (text: string) => void;
	/** Told of each trial as soon as it is measured. */
	onTrial?: (trial: TrialReport, environment: Environment) => void;
	/** Told where the run is, and then of a trial's phases in place of `progress`. */
	watcher?: RunWatcher | undefined;
	/** Told of each event as it comes in. */
	onEvent?: (event: TimelineEvent) => void;
}

/** Who wants to show where a run is. */
export interface RunWatcher {
	trialBegins(drill: DrillSpec, trial: number): void;
	phase(text: string): void;
	/** The trial is over, measured or not; a lab may be brought up next. */
	trialEnds(): void;
}

/** A run of drills on one cluster. */
export interface RunOptions extends DrillOptions {
	drills: DrillSpec[];
	/** Folder in which the run's own folder is made. */
	reportsDir: string;
	/** Name of the run's own folder; its id by default. */
	folder?: string;
	/** The command that runs the whole again. */
	rerun: string;
	/** Labs side by side, 1 or more; 1 by default. Trials go to whichever is free. */
	labs?: number;
	/** The hosts' image; the lab's own by default. */
	hostImage?: string;
	/** Which part of the run is done here, where it is split; `drills` and `trials` are of the whole. */
	shard?: Shard;
	/** `silent` for machines, `simple` for logs, `default` for a terminal. */
	renderer: 'default' | 'simple' | 'silent';
}

export interface FinishedRun {
	/** What it ran on. */
	spec: ClusterSpec;
	report: RunReport;
	dir: string;
	/** Why the lab could not be had any more; null where everything was run. */
	stopped: Error | null;
	/** What of the labs could not be removed; null where nothing is left. */
	notRemoved: Error | null;
	/** The labs that stay for their user to look inside, and why; empty where none does. */
	kept: (KeptLab & { why: string })[];
}

/** One part of a run that is split over machines; `index` counts from 1. */
export interface Shard {
	index: number;
	of: number;
}
