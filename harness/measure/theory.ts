import type { TakeoverTheory } from './measurements.ts';
import { roundMs } from './round.ts';

/** VRRP's timers of one host, milliseconds, as its configuration and effective priority give them. */
export interface HostTheory {
	/** down_timer_adverts × advertisement interval + Skew_Time. */
	masterDownIntervalMs: number;
	advertIntMs: number;
}

/** The timers of every host that runs VRRP, by host name. */
export type TheoryByHost = Readonly<Record<string, HostTheory>>;

/**
 * What VRRP predicts for a crash: the new owner's Master_Down_Interval runs from the last advertisement it heard, and the crash came
 * `sinceAdvertMs` after that one. Null where nobody took over, or the host that did runs no known VRRP.
 */
export function takeoverTheory(
	newOwner: string | null,
	byHost: TheoryByHost,
	sinceAdvertMs: number | null,
): TakeoverTheory | null {
	const timers = newOwner !== null && Object.hasOwn(byHost, newOwner) ? byHost[newOwner] : undefined;
	if (newOwner === null || !timers) return null;
	const { masterDownIntervalMs, advertIntMs } = timers;
	return {
		host: newOwner,
		masterDownIntervalMs,
		advertIntMs,
		minMs: roundMs(masterDownIntervalMs - advertIntMs),
		maxMs: masterDownIntervalMs,
		predictedMs: sinceAdvertMs === null ? null : roundMs(masterDownIntervalMs - sinceAdvertMs),
	};
}
