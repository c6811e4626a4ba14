import { hasSwarm } from '../../cluster/nodes.ts';
import { atLeast, between } from '../range.ts';
import { TIMERS_SOURCE } from '../timers.ts';
import { isSeen, seenBy, WATCH_SOURCE } from '../watching.ts';
import { type FailureClass, othersServe, outageUntil, theory } from './descriptor.ts';
import { handedOver, unseen } from './dockerd.ts';

/** docker.service of Docker's own packages and of Debian: `RestartSec=2`. */
const DOCKERD_RESTART_MS = 2000;
const ITS_START = 'it lasts until systemd has started dockerd again (2 s) and dockerd serves, which no timer bounds';

/** dockerd gets SIGKILL, and systemd starts it again. Containers and the kernel's rules outlive it until it starts. */
export const dockerdCrashes: FailureClass = {
	id: 'dockerd-crashes',
	failure: 'dockerd crashes',
	drill: 'dockerd-crash-master',
	measured: 'fault',
	applies: hasSwarm,
	theory(facts, owner) {
		const by = owner.watches.filter(({ asks }) => asks === 'dockerd');
		const seen = seenBy(facts, owner, by);
		const asksPort = owner.watches.some(({ asks }) => asks === 'published-port');
		if (!isSeen(seen) && facts.isProxied) return othersServe(owner);
		if (!isSeen(seen) && asksPort)
			return theory({
				outcome: 'unknown',
				why: 'Only the published port is watched, and it is answered until dockerd starts again and ends what it finds; for how long it then is not, no timer says.',
				outage: atLeast(0, ITS_START),
				notes: [],
			});
		if (!isSeen(seen)) return unseen(facts, owner, seen, atLeast(0, ITS_START), ', until systemd has started dockerd again');
		const isSure = (seen.detection.maxMs ?? Number.POSITIVE_INFINITY) <= DOCKERD_RESTART_MS;
		const outage = outageUntil(facts, between(seen.isFault ? seen.heirs.wait.minMs : 0, seen.takeover.maxMs ?? 0));
		return theory({
			outcome: isSure ? 'moves' : 'may-move',
			...handedOver(owner, seen, isSure ? '' : ', unless dockerd is back before the check has failed often enough'),
			outage: isSure ? outage : atLeast(0, ITS_START),
			sources: [WATCH_SOURCE, TIMERS_SOURCE, 'RestartSec=2 of docker.service'],
		});
	},
};
