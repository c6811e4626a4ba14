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
	/** Every fault that took effect, in time order. */
	faults: FaultEvent[];
	/** The fault's undoing; of several faults, the last undoing before the mark `heal`. Null where none was undone, or a fault came after it. */
	undone: FaultEvent | null;
	/** From the first fault's effect to `undone`, or to the end of the trial; null without a fault. */
	faulty: Span | null;
	/** From the first fault's effect to its own undoing, which may come before the others'; null without a fault. */
	firstFaulty: Span | null;
	/** From `undone` to the end of the trial; null where nothing was undone. */
	healing: Span | null;
	/** What is measured over: `faulty`, or without a fault from the mark `observe` to the mark `heal`; null where the trial came to neither. */
	observed: Span | null;
}

/**
 * Finds the trial's parts by its faults: a rolling reboot or a double failure is one stretch, from the first fault to the last undoing.
 * `events` in time order. The trial begins with `trial.started` or at the first event, and ends with `trial.ended` or, of a trial cut
 * short, at the last event.
 */
export function trialSpans(events: readonly TimelineEvent[]): TrialSpans {
	const fromMs = events.find((e) => e.type === 'trial.started')?.atMs ?? events.at(0)?.atMs ?? 0;
	const toMs = events.find((e) => e.type === 'trial.ended')?.atMs ?? events.at(-1)?.atMs ?? 0;
	const faults = events.filter((e): e is FaultEvent => e.type === 'fault.injected');
	const fault = faults[0] ?? null;
	const firstUndone = fault && undoingOf(fault, events);
	const undone = faults.length > 1 ? lastUndoing(events, faults) : firstUndone;
	const faulty = fault && { fromMs: fault.atMs, toMs: undone?.atMs ?? toMs };
	return {
		trial: { fromMs, toMs },
		fault,
		faults,
		undone,
		faulty,
		firstFaulty: fault && { fromMs: fault.atMs, toMs: firstUndone?.atMs ?? toMs },
		healing: undone && { fromMs: undone.atMs, toMs },
		observed: faulty ?? markedSpan(events),
	};
}

/** The undoing of a fault; null where it was not undone. `events` in time order. */
export function undoingOf(fault: FaultEvent, events: readonly TimelineEvent[]): FaultEvent | null {
	const isItsUndoing = (e: TimelineEvent): e is FaultEvent =>
		e.type === 'fault.undone' && e.index === fault.index && e.atMs >= fault.atMs;
	return events.find(isItsUndoing) ?? null;
}

/** What is undone after the mark `heal` was left over by a trial that failed. A fault that came after the last undoing goes on to the end. */
function lastUndoing(events: readonly TimelineEvent[], faults: readonly FaultEvent[]): FaultEvent | null {
	const healMs = markMs(events, 'heal') ?? Number.POSITIVE_INFINITY;
	const undoings = faults.flatMap((fault) => undoingOf(fault, events) ?? []).filter(({ atMs }) => atMs <= healMs);
	const last = undoings.sort((a, b) => a.atMs - b.atMs).at(-1);
	return last && faults.every(({ atMs }) => atMs <= last.atMs) ? last : null;
}

/** When the trial got to a phase, milliseconds since its origin; undefined where it did not. */
export const markMs = (events: readonly TimelineEvent[], phase: Mark['phase']): number | undefined =>
	events.find((e) => e.type === 'mark' && e.phase === phase)?.atMs;

/** A trial whose fault failed never comes to its mark `heal`. */
function markedSpan(events: readonly TimelineEvent[]): Span | null {
	const [fromMs, toMs] = [markMs(events, 'observe'), markMs(events, 'heal')];
	return fromMs === undefined || toMs === undefined ? null : { fromMs, toMs };
}
