import { NONE } from '../range.ts';
import { afterGoodbye, TIMERS_SOURCE } from '../timers.ts';
import { either, type FailureClass, first, nobodyElse, outageUntil, theory } from './descriptor.ts';

/** `systemctl stop keepalived`: it says goodbye with priority 0. */
export const orderlyStop: FailureClass = {
	id: 'orderly-stop',
	failure: 'keepalived stops in order',
	drill: 'graceful-keepalived-stop',
	measured: 'fault',
	theory(facts, owner) {
		const heirs = afterGoodbye(facts, owner);
		if (!heirs) return nobodyElse(owner);
		return theory({
			outcome: 'moves',
			why: `${owner.name} says goodbye with priority 0, so ${either(heirs.hosts)} waits for its Skew_Time only.`,
			...first(heirs),
			detection: NONE,
			takeover: heirs.wait,
			outage: outageUntil(facts, heirs.wait),
			sources: [TIMERS_SOURCE],
		});
	},
};
