import { atLeast } from '../range.ts';
import { afterSilence, TIMERS_SOURCE } from '../timers.ts';
import { either, type FailureClass, first, nobodyElse, theory } from './descriptor.ts';

/** What the owner sends to the other hosts is lost; what they send arrives, and customers reach all. */
export const oneWayLoss: FailureClass = {
	id: 'one-way-loss',
	failure: 'one-way loss',
	drill: 'one-way-partition',
	measured: 'fault',
	theory(facts, owner) {
		const heirs = afterSilence(facts, owner);
		if (!heirs) return nobodyElse(owner);
		return theory({
			outcome: 'never',
			problem: 'two-owners',
			why: `${either(heirs.hosts)} hears nothing and takes over; ${owner.name} hears a lower priority, does not give way, and takes customers back with each gratuitous ARP.`,
			...first(heirs),
			detection: heirs.wait,
			takeover: heirs.wait,
			outage: atLeast(0, 'each owner serves, but which one a customer reaches changes with every gratuitous ARP'),
			twoOwners: atLeast(0, 'it lasts as long as the loss'),
			sources: [TIMERS_SOURCE],
			remedy: {
				why: 'keepalived has no second way to learn that nobody hears it.',
				parts: [],
				note: 'No line of keepalived.conf is known, and proved here, that mends it. A tracked script that fails where none of the other hosts answers would see it; the simulator does not run such scripts. Fencing ends it.',
			},
		});
	},
};
