import { atLeast } from '../range.ts';
import { watchPort } from '../remedies.ts';
import { TIMERS_SOURCE } from '../timers.ts';
import { isSeen, namesOf, seenBy, WATCH_SOURCE } from '../watching.ts';
import { either, type FailureClass, first, outageUntil, theory } from './descriptor.ts';
import { unseen, watchNotes } from './dockerd.ts';

/** The service of the drill: HAProxy before other servers. */
export const PROXY_UNIT = 'haproxy.service';

/** HAProxy ends on a host of a cluster without a swarm; the machine and keepalived live on. */
export const serviceStops: FailureClass = {
	id: 'service-stops',
	failure: 'HAProxy stops',
	drill: 'proxy-stops',
	measured: 'fault',
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
			why: `${namesOf(seen.by)} fails on ${owner.name}, which ${seen.isFault ? 'goes to FAULT and says goodbye' : 'lowers its priority'}; ${either(seen.heirs.hosts)} takes over.`,
			...first(seen.heirs),
			detection: seen.detection,
			detectionIsSeen: seen.isFault,
			takeover: seen.takeover,
			outage: outageUntil(facts, seen.takeover),
			sources: [WATCH_SOURCE, TIMERS_SOURCE],
			notes: watchNotes(seen.by),
		});
	},
};
