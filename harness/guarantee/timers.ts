import { masterDownIntervalMs } from '../cluster/theory.ts';
import type { Elector, Facts } from './facts.ts';
import { others } from './facts.ts';
import { between } from './range.ts';
import type { Range } from './shape.ts';

/** Who is first to take the floating IP, and when, from the moment at which the owner fell silent, said goodbye, or lowered its priority. */
export interface Heirs {
	hosts: string[];
	wait: Range;
	/** The others, and by how much their timers expire later, milliseconds. */
	runnersUp: { host: string; behindMs: number }[];
}

export const TIMERS_SOURCE = "VRRP's timers (RFC 3768 and 5798, §6.1), as keepalived's vrrp.h computes them";

/**
 * The owner falls silent: the first Master_Down_Interval to expire decides. It runs from the last advertisement, which was up to one interval
 * before. Null where nobody else takes part.
 */
export function afterSilence(facts: Facts, owner: Elector): Heirs | null {
	return firstBy(others(facts, owner.name), (one) => {
		const downMs = downIntervalMs(one, owner);
		return between(downMs - owner.advertIntMs, downMs);
	});
}

/** The owner says goodbye (an advertisement of priority 0): Skew_Time alone. */
export const afterGoodbye = (facts: Facts, owner: Elector): Heirs | null =>
	firstBy(others(facts, owner.name), ({ skewMs }) => between(skewMs, skewMs));

/**
 * The owner goes on with this priority: who has a higher one and may preempt passes over its advertisements from then on, so that its
 * Master_Down_Interval runs out, with preempt_delay so much later. Null where nobody may.
 */
export function afterLowering(facts: Facts, owner: Elector, priority: number): Heirs | null {
	const better = others(facts, owner.name).filter((one) => one.preempt && one.priority > priority);
	return firstBy(better, (one) => preemptsAfter(one, owner));
}

/** How long a host that may preempt needs from the first moment at which it hears a lower priority, or would hear it. */
export function preemptsAfter(one: Elector, owner: Pick<Elector, 'advertIntMs'>): Range {
	const downMs = downIntervalMs(one, owner);
	const { preemptDelayMs: delayMs } = one;
	// The delay begins with the first lower advertisement, up to an interval later; within it, lower advertisements start the timer anew.
	const lateMs = delayMs > 0 ? owner.advertIntMs : 0;
	return between(delayMs + downMs - owner.advertIntMs, delayMs + downMs + lateMs);
}

/** Version 3 goes by the interval that the master says (RFC 5798 §6.1, Master_Adver_Interval). */
function downIntervalMs(one: Elector, owner: Pick<Elector, 'advertIntMs'>): number {
	if (one.version === 2 || one.advertIntMs === owner.advertIntMs) return one.masterDownIntervalMs;
	const downTimerAdverts = Math.round((one.masterDownIntervalMs - one.skewMs) / one.advertIntMs);
	return masterDownIntervalMs({ version: 3, priority: one.priority, advertIntMs: owner.advertIntMs, downTimerAdverts });
}

/** Those whose timer is the first to expire; of one that is the same, all. */
function firstBy(hosts: readonly Elector[], wait: (host: Elector) => Range): Heirs | null {
	const waits = hosts.map((host) => ({ host: host.name, ...wait(host) })).toSorted((a, b) => endOf(a) - endOf(b));
	const [first] = waits;
	if (!first) return null;
	const { host: _, ...range } = first;
	const behind = waits.map((one) => ({ host: one.host, behindMs: Math.round((endOf(one) - endOf(first)) * 1000) / 1000 }));
	return {
		hosts: behind.filter(({ behindMs }) => behindMs === 0).map(({ host }) => host),
		wait: range,
		runnersUp: behind.filter(({ behindMs }) => behindMs > 0),
	};
}

const endOf = ({ maxMs }: Range) => maxMs ?? Number.POSITIVE_INFINITY;
