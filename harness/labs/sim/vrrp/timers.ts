import { masterDownIntervalMs, skewTimeMs } from '../../../cluster/theory.ts';

/** How long until what recurs with this period is due next, where a trial begins in its midst. */
export type Phase = (periodUs: number) => number;

/** What Skew_Time and Master_Down_Interval depend on. */
interface TimerInput {
	version: 2 | 3;
	/** The effective one. */
	priority: number;
	/** The master's interval as this instance knows it. */
	masterAdvertUs: number;
	downTimerAdverts: number;
}

/** Skew_Time and Master_Down_Interval, whole microseconds. */
export interface VrrpTimers {
	skewUs: number;
	downUs: number;
}

/** VRRP's timers (include/vrrp.h; see cluster/theory.ts). */
export function vrrpTimers({ version, priority, masterAdvertUs, downTimerAdverts }: TimerInput): VrrpTimers {
	const input = { version, priority, downTimerAdverts, advertIntMs: masterAdvertUs / 1000 };
	return { skewUs: Math.round(skewTimeMs(input) * 1000), downUs: Math.round(masterDownIntervalMs(input) * 1000) };
}
