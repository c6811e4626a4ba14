import type { TrialMeasurements } from '../../metrics/measurements.ts';

/**
 * How much longer a takeover would have lasted, had the fault hit in the middle of the advertisement interval. A backup waits out its
 * Master_Down_Interval from the last advertisement on (RFC 3768 §6.4), so a crash at phase φ takes MDI − φ · interval, and φ is drawn by lot.
 * Taking (φ − ½) · interval out leaves the median where it was, and what the lot adds to each trial is gone. Null after anything but a crash.
 */
export function toMidPhaseMs({ faultPhase, theory }: TrialMeasurements): number | null {
	if (faultPhase === null || theory?.kind !== 'crash') return null;
	return (faultPhase - 0.5) * theory.advertIntMs;
}
