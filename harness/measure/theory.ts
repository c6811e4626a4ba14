import type { TakeoverTheory, TheoryKind } from '../metrics/measurements.ts';
import { roundMs } from './round.ts';
import type { Takeover } from './takeover.ts';

type TheoryInput = Pick<Takeover, 'formerOwner' | 'newOwner' | 'sinceAdvertMs' | 'toGoodbyeMs'>;

/** VRRP's timers of one host, milliseconds, as its configuration and effective priority give them. */
export interface HostTheory {
	/** down_timer_adverts × advertisement interval + Skew_Time. */
	masterDownIntervalMs: number;
	advertIntMs: number;
	/** Skew_Time; null in runs from before it was recorded. */
	skewMs: number | null;
}

/** The timers of every host that runs VRRP, by host name. */
export type TheoryByHost = Readonly<Record<string, HostTheory>>;

/**
 * What VRRP predicts for the host that took over (RFC 3768 and 5798, §6.4.2). After a `crash`, its Master_Down_Interval runs from the last
 * advertisement it heard. After a `goodbye`, an advertisement of priority 0, it waits for its Skew_Time alone. Null where nobody took over,
 * the former owner itself had the VIP again, the new owner runs no known VRRP, or the fault is of neither kind.
 */
export function takeoverTheory(takeover: TheoryInput, byHost: TheoryByHost, kind: TheoryKind | null): TakeoverTheory | null {
	const { newOwner, formerOwner, sinceAdvertMs, toGoodbyeMs } = takeover;
	const timers = newOwner !== null && Object.hasOwn(byHost, newOwner) ? byHost[newOwner] : undefined;
	if (newOwner === null || newOwner === formerOwner || !timers || kind === null) return null;
	const { masterDownIntervalMs, advertIntMs, skewMs } = timers;
	const base = { kind, host: newOwner, masterDownIntervalMs, advertIntMs };
	if (kind === 'crash') {
		const predictedMs = sinceAdvertMs === null ? null : roundMs(masterDownIntervalMs - sinceAdvertMs);
		return { ...base, minMs: roundMs(masterDownIntervalMs - advertIntMs), maxMs: masterDownIntervalMs, predictedMs };
	}
	if (skewMs === null) return null;
	return { ...base, minMs: skewMs, maxMs: skewMs, predictedMs: toGoodbyeMs === null ? null : roundMs(toGoodbyeMs + skewMs) };
}
