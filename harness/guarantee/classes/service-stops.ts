import { HAPROXY_UNIT } from '../../labs/sim/proxy/proxy-model.ts';
import { atLeast } from '../range.ts';
import { watchPort } from '../remedies.ts';
import { isSeen, seenBy } from '../watching.ts';
import { type FailureClass, outageUntil, theory } from './descriptor.ts';
import { handedOver, unseen } from './dockerd.ts';

/** HAProxy ends; the machine and keepalived live on. */
export const serviceStops: FailureClass = {
	id: 'service-stops',
	failure: 'HAProxy stops',
	drill: 'proxy-stops',
	measured: 'fault',
	applies: (spec) => spec.hosts.some(({ keepalived, units }) => keepalived !== null && units.includes(HAPROXY_UNIT)),
	theory(facts, owner) {
		const by = owner.watches.filter(({ asks }) => asks === 'unit' || asks === 'published-port');
		const seen = seenBy(facts, owner, by);
		const forGood = atLeast(0, 'it lasts until somebody starts HAProxy');
		if (!isSeen(seen)) {
			const told = unseen(facts, owner, seen, forGood, ', until somebody starts HAProxy');
			// There is no dockerd to ask for.
			return told.outcome === 'never' && seen.tooWeak.length === 0 ? { ...told, remedy: watchPort(facts, owner) } : told;
		}
		return theory({
			outcome: 'moves',
			...handedOver(owner, seen),
			outage: outageUntil(facts, seen.takeover),
		});
	},
};
