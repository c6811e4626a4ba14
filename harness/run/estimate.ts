import { parseDurationMs } from '../base/units.ts';
import type { DrillSpec } from '../scenario/spec.ts';

/** What a cluster takes to come back, until a trial has shown it. */
const HEAL_MS = 10_000;

/** How long a trial should take by its plan. */
export function plannedTrialMs({ steady, observe, faults, settle }: DrillSpec): number {
	const ends = faults.map(({ at, lasts }) => parseDurationMs(at) + parseDurationMs(lasts ?? '0s'));
	const watchedMs = Math.max(parseDurationMs(observe ?? '0s'), ...ends);
	return parseDurationMs(steady) + watchedMs + HEAL_MS + parseDurationMs(settle);
}

export interface Trials {
	/** Those that are over: as planned, and as they were. */
	done: readonly { plannedMs: number; tookMs: number }[];
	/** Those to come, as planned; the running one first. */
	left: readonly number[];
	/** How long the first of them has been running. */
	runningMs: number;
}

/** What is left of a run, if the trials to come differ from their plans as those before did. */
export function estimateLeftMs({ done, left, runningMs }: Trials): number {
	const planned = done.reduce((sum, { plannedMs }) => sum + plannedMs, 0);
	const factor = planned > 0 ? done.reduce((sum, { tookMs }) => sum + tookMs, 0) / planned : 1;
	const [running = 0, ...later] = left;
	return Math.max(0, running * factor - runningMs) + later.reduce((sum, plannedMs) => sum + plannedMs * factor, 0);
}
