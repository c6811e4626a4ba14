import { measureTrial } from '../../measure/measure-trial.ts';
import { KILL_MASTER, killMasterTimeline, prepared } from '../../measure/testing.ts';
import type { TrialMeasurements } from '../../metrics/measurements.ts';
import type { Random } from './random.ts';

/** A backup of priority 75 that expects one advertisement a second: Master_Down_Interval of RFC 3768, 3 + (256 − 75) / 256 s. */
const MASTER_DOWN_MS = 3000 + (181 * 1000) / 256;
const REQUEST_GAP_MS = 20;
const template = measureTrial(prepared(killMasterTimeline()), KILL_MASTER);

/** What is done to the synthetic cluster. */
export interface Synthetic {
	/** Added to every takeover. */
	slowerMs?: number;
	/** False: nobody knows at which phase the fault hit. */
	phaseKnown?: boolean;
}

/**
 * A trial as VRRP's theory has it: a crash at a phase that is uniform over the advertisement interval, so a takeover uniform between
 * Master_Down_Interval − 1 s and Master_Down_Interval; up to 30 ms of a busy machine's jitter; an outage that the requests resolve to 20 ms.
 */
function syntheticTrial(random: Random, { slowerMs = 0, phaseKnown = true }: Synthetic = {}): TrialMeasurements {
	const phase = random();
	const takeoverMs = MASTER_DOWN_MS - phase * 1000 + slowerMs + random() * 30;
	const outageMs = Math.ceil((takeoverMs + random() * 40) / REQUEST_GAP_MS) * REQUEST_GAP_MS;
	const noise = (upToMs: number) => Math.round(random() * upToMs);
	const degradedMs = noise(400);
	return {
		...template,
		faultPhase: phaseKnown ? phase : null,
		takeoverMs,
		vipAbsentMs: takeoverMs - noise(8),
		dualOwnerMs: Math.max(0, noise(6) - 3),
		deafOwnerMs: noise(60),
		http: {
			...template.http,
			outageMs,
			tailMs: degradedMs,
			degradedMs,
			lostMs: outageMs + degradedMs / 3,
			availability: 1 - outageMs / template.http.windowMs,
		},
		httpKeepAlive: { ...template.httpKeepAlive, outageMs: outageMs + 100 * noise(3) },
		mesh: null,
	};
}

/** A run of such trials. */
export function syntheticRun(random: Random, trials: number, what: Synthetic = {}): TrialMeasurements[] {
	return Array.from({ length: trials }, () => syntheticTrial(random, what));
}
