import type { FaultEvent, Mark, TimelineEvent } from '../timeline/event.ts';

/** A half-open stretch of a trial, milliseconds since its origin: `fromMs` ≤ t < `toMs`. */
export interface Span {
	fromMs: number;
	toMs: number;
}

/** Where a trial's parts begin and end. */
export interface TrialSpans {
	/** The whole trial. */
	trial: Span;
	/** The first fault that took effect; null where none did. */
	fault: FaultEvent | null;
	/** Its undoing; null where it was not undone. */
	undone: FaultEvent | null;
	/** From the fault's effect to its undoing, or to the end of the trial; null without a fault. */
	faulty: Span | null;
	/** From the undoing to the end of the trial; null where nothing was undone. */
	healing: Span | null;
	/** What is measured over: `faulty`, or without a fault from the mark `observe` to the mark `heal`; null where the trial came to neither. */
	observed: Span | null;
}

/**
 * Finds the trial's parts by its first fault. `events` in time order. The trial begins with `trial.started` or at the first event, and
 * ends with `trial.ended` or, of a trial cut short, at the last event.
 */
export function trialSpans(events: readonly TimelineEvent[]): TrialSpans {
	const fromMs = events.find((e) => e.type === 'trial.started')?.atMs ?? events.at(0)?.atMs ?? 0;
	const toMs = events.find((e) => e.type === 'trial.ended')?.atMs ?? events.at(-1)?.atMs ?? 0;
	const fault = events.find((e): e is FaultEvent => e.type === 'fault.injected') ?? null;
	const undone =
		(fault &&
			events.find((e): e is FaultEvent => e.type === 'fault.undone' && e.index === fault.index && e.atMs >= fault.atMs)) ??
		null;
	const faulty = fault && { fromMs: fault.atMs, toMs: undone?.atMs ?? toMs };
	return {
		trial: { fromMs, toMs },
		fault,
		undone,
		faulty,
		healing: undone && { fromMs: undone.atMs, toMs },
		observed: faulty ?? markedSpan(events),
	};
}

/** A trial whose fault failed never comes to its mark `heal`. */
function markedSpan(events: readonly TimelineEvent[]): Span | null {
	const markMs = (phase: Mark['phase']) => events.find((e) => e.type === 'mark' && e.phase === phase)?.atMs;
	const [fromMs, toMs] = [markMs('observe'), markMs('heal')];
	return fromMs === undefined || toMs === undefined ? null : { fromMs, toMs };
}
