import { preemptor } from '../../cluster/theory.ts';
import type { Elector, Facts } from '../facts.ts';
import { atLeast } from '../range.ts';
import { returnCarefully } from '../remedies.ts';
import type { Theory } from '../shape.ts';
import { afterSilence, preemptsAfter, TIMERS_SOURCE } from '../timers.ts';
import { type FailureClass, NO_OUTAGE, nobodyElse, outageUntil, theory } from './descriptor.ts';
import { unreadable } from './dockerd.ts';

const BOOT = 'how long the machine takes to boot no timer bounds';

/** The host that lost its power is back. Times count from its power. */
export const returns: FailureClass = {
	id: 'return',
	failure: 'return of the failed host',
	drill: 'failback',
	measured: 'return',
	theory(facts, owner) {
		const heirs = afterSilence(facts, owner);
		const heir = facts.electors.find(({ name }) => name === heirs?.hosts[0]);
		if (!heirs || !heir) return nobodyElse(owner);
		if (preemptor(facts.candidates, heir.name) !== owner.name)
			return theory({
				outcome: 'stays',
				why: `${owner.name} may not take the floating IP back from ${heir.name}${owner.preempt ? ', which has the same priority' : ' (nopreempt)'}.`,
				outage: NO_OUTAGE,
				sources: [TIMERS_SOURCE],
			});
		return back(facts, owner, heir);
	},
};

function back(facts: Facts, owner: Elector, heir: Elector): Theory {
	const wait = preemptsAfter(owner, heir);
	// Without a delay its own timer starts with it, and no advertisement of the other starts that again.
	const minMs = owner.preemptDelayMs > 0 ? wait.minMs : owner.masterDownIntervalMs;
	const takeover = atLeast(Math.max(minMs, owner.startupDelayMs + owner.masterDownIntervalMs), BOOT);
	const waits = waitsForPort(facts, owner, heir);
	const unread = unreadable(owner);
	return theory({
		outcome: 'moves',
		why: `${owner.name} has the higher priority and takes the floating IP back${owner.preemptDelayMs > 0 ? ` after preempt_delay (${owner.preemptDelayMs / 1000} s)` : ' when its Master_Down_Interval has passed'}${waits ? ', and not before it serves' : ''}.`,
		takesOver: [owner.name],
		takeover,
		outage: waits
			? outageUntil(facts, NO_OUTAGE)
			: atLeast(
					0,
					unread.length > 0
						? `whether ${owner.name} serves by then depends on scripts that cannot be read`
						: `${owner.name} may have the floating IP before it serves`,
				),
		sources: [TIMERS_SOURCE, 'preempt_delay, vrrp_startup_delay'],
		notes: [
			...(facts.inputs.replicas !== null && facts.inputs.publishMode === 'ingress'
				? ['Replicas that moved away do not come back: the host serves through the others’ tasks.']
				: []),
		],
		remedy: waits || unread.length > 0 ? null : returnCarefully(facts, owner),
	});
}

/** Whether it stays out of the election, or behind, as long as it does not serve: its published port does not answer, or its HAProxy, which has the others' tasks, does not run. */
const waitsForPort = ({ isProxied }: Facts, { watches, priority }: Elector, heir: Elector): boolean =>
	watches.some(
		({ asks, weight }) =>
			(asks === 'published-port' || (isProxied && asks === 'unit')) &&
			(weight === 0 || priority - Math.abs(weight) <= heir.priority),
	);
