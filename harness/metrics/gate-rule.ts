import type { TrialMeasurements } from './measurements.ts';

/** How a gate holds one run to another by a metric. */
export interface GateRule {
	/** `deciding`: what a gate is about; not to be able to tell is worth a warning. `watched`: only a proved regression counts. */
	role: 'deciding' | 'watched';
	/** A median that is worse by no more is no regression, however certain it is; in the metric's unit. */
	practical: number;
	/** The same as a share of the baseline's median; the greater of the two counts. */
	practicalShare: number;
	/**
	 * What a takeover that lasts a millisecond longer adds to it; null where that says nothing. After a crash the takeover depends on where in
	 * the advertisement interval the fault hit, which is drawn by lot.
	 */
	perTakeoverMs: ((trial: TrialMeasurements) => number) | null;
}

type PerTakeoverMs = GateRule['perTakeoverMs'];

/** A metric that only a proved regression of counts; `practical` in its unit. */
export const watched = (practical: number, perTakeoverMs: PerTakeoverMs = null): GateRule => ({
	role: 'watched',
	practical,
	practicalShare: 0,
	perTakeoverMs,
});

/** A metric that a gate is about. */
export const deciding = (practical: number, perTakeoverMs: PerTakeoverMs = null): GateRule => ({
	...watched(practical, perTakeoverMs),
	role: 'deciding',
});

/** What boots and elections decide varies by seconds from trial to trial, and a quarter of it is not yet news. */
export const slow = (practical: number): GateRule => ({ ...watched(practical), practicalShare: 0.25 });

/** A takeover that lasts longer adds just as much. */
export const asMuch = () => 1;
