import { summaryOf } from '../measure/summary.ts';
import type { TrialMeasurements } from '../metrics/measurements.ts';
import type { FailureClass } from './classes/descriptor.ts';
import type { Figures, Problem, Simulation } from './shape.ts';

/** A measured trial, as far as it is asked here. */
export interface Trial {
	measurements: TrialMeasurements;
	/** When its first fault took effect, on the trial's clock. */
	faultMs: number;
}

type Observed = Omit<Simulation, 'failed' | 'verdict' | 'because'>;

/** An outage beside a floating IP that does not move is one of its owner from here on: what the invariant owner-serves allows any. */
const DEAF_MS = 3000;
/** Two owners for less than this as a fault ends are a change of hands. */
const SPLIT_MS = 500;
/** How exactly the moment of an undoing is known here. */
const UNDO_MS = 50;

/** What trials of a drill say of a class; `lastsMs`: how long the drill's fault lasts. */
export function observe(measured: FailureClass['measured'], trials: readonly Trial[], lastsMs: number): Observed {
	const takesOver: Record<string, number> = {};
	const problems: Record<Problem, number> = { nobody: 0, 'deaf-owner': 0, 'two-owners': 0 };
	for (const trial of trials) {
		const name = newOwnerOf(measured, trial.measurements) ?? '-';
		takesOver[name] = (takesOver[name] ?? 0) + 1;
		const problem = measured === 'fault' ? problemOf(trial, lastsMs) : null;
		if (problem) problems[problem] += 1;
	}
	const of = (value: (m: TrialMeasurements) => number | null) => figuresOf(trials.map(({ measurements }) => value(measurements)));
	const isReturn = measured === 'return';
	return {
		trials: trials.length,
		lastsMs,
		takesOver,
		detection: isReturn ? null : of(detectionMs),
		takeover: of((m) => (isReturn ? (m.failback?.returnMs ?? null) : m.takeoverMs)),
		outage: of((m) => (isReturn ? (m.failback?.http.outageMs ?? null) : m.http.outageMs)),
		twoOwners: of((m) => (isReturn ? (m.failback?.dualOwnerMs ?? null) : m.dualOwnerMs)),
		problems,
	};
}

/** Null where the floating IP stayed, or came back to whoever had it. */
function newOwnerOf(measured: FailureClass['measured'], m: TrialMeasurements): string | null {
	if (measured === 'return') return m.failback?.newOwner ?? null;
	return m.newOwner === m.formerOwner ? null : m.newOwner;
}

/** Until the owner's goodbye, where it said one; else until somebody else advertised. */
function detectionMs({ takeoverMs, takeoverFromGoodbyeMs, takeoverToAdvertMs }: TrialMeasurements): number | null {
	if (takeoverMs !== null && takeoverFromGoodbyeMs !== null) return Math.max(0, takeoverMs - takeoverFromGoodbyeMs);
	return takeoverToAdvertMs;
}

/** What was wrong as the fault ended, or all the time; null where nothing was. */
function problemOf({ measurements: m, faultMs }: Trial, lastsMs: number): Problem | null {
	const endMs = faultMs + lastsMs;
	const windows = m.dualOwner?.windows ?? [];
	if (windows.some(({ fromMs, toMs }) => fromMs <= endMs - SPLIT_MS && toMs >= endMs - UNDO_MS)) return 'two-owners';
	const hasMoved = newOwnerOf('fault', m) !== null;
	if (!hasMoved && (m.vipAbsentMs ?? 0) > DEAF_MS) return 'nobody';
	const isOpen = m.http.outages.some(({ firstGoodMs, durationMs }) => firstGoodMs === null && durationMs > DEAF_MS);
	return isOpen || (!hasMoved && (m.http.outageMs ?? 0) > DEAF_MS) ? 'deaf-owner' : null;
}

function figuresOf(values: readonly (number | null)[]): Figures {
	const summary = summaryOf(values.filter((value) => value !== null));
	return summary && { n: summary.n, minMs: summary.min, medianMs: summary.p50, maxMs: summary.max };
}
