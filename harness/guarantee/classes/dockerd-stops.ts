import { hasSwarm } from '../../cluster/nodes.ts';
import { atLeast } from '../range.ts';
import { isSeen, seenBy } from '../watching.ts';
import { type FailureClass, othersServe, outageUntil, theory } from './descriptor.ts';
import { handedOver, unseen } from './dockerd.ts';

/** `systemctl stop docker`: containers go, keepalived lives on. */
export const dockerdStops: FailureClass = {
	id: 'dockerd-stops',
	failure: 'dockerd stops in order',
	drill: 'dockerd-stop-master',
	measured: 'fault',
	applies: hasSwarm,
	theory(facts, owner) {
		const by = owner.watches.filter(({ asks }) => asks === 'dockerd' || asks === 'published-port');
		const seen = seenBy(facts, owner, by);
		const forGood = atLeast(0, 'it lasts until somebody starts dockerd');
		if (!isSeen(seen) && facts.isProxied) return othersServe(owner);
		if (!isSeen(seen)) return unseen(facts, owner, seen, forGood, ', until somebody starts dockerd');
		// Of dockerd itself, scripts see only its end: before that it stops its containers.
		const atOnce = seen.by.some(({ asks }) => asks === 'published-port');
		const why = 'dockerd first stops its containers, which takes up to their stop_grace_period';
		const open = <T extends { minMs: number }>(range: T) => (atOnce ? range : atLeast(range.minMs, why));
		return theory({
			outcome: 'moves',
			...handedOver(owner, seen),
			detection: open(seen.detection),
			takeover: open(seen.takeover),
			outage: open(outageUntil(facts, seen.takeover)),
		});
	},
};
