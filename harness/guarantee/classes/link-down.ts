import { afterSilence, TIMERS_SOURCE } from '../timers.ts';
import { either, type FailureClass, first, nobodyElse, outageUntil, theory } from './descriptor.ts';
import { meshNotes } from './power-loss.ts';

/** The cable is pulled: keepalived lets the address go, and can tell nobody. */
export const linkDown: FailureClass = {
	id: 'link-down',
	failure: 'link down',
	drill: 'nic-down-master',
	measured: 'fault',
	theory(facts, owner) {
		const heirs = afterSilence(facts, owner);
		if (!heirs) return nobodyElse(owner);
		return theory({
			outcome: 'moves',
			why: `${owner.name} goes to FAULT but its goodbye reaches nobody, so ${either(heirs.hosts)} waits as after a power loss.`,
			...first(heirs),
			detection: heirs.wait,
			takeover: heirs.wait,
			outage: outageUntil(facts, heirs.wait),
			sources: [TIMERS_SOURCE],
			notes: meshNotes(facts),
		});
	},
};
