import type { MeshTheory } from '../metrics/measurements.ts';

/**
 * memberlist's DefaultLANConfig (config.go, the same in v0.4.0 and v0.6.0). libnetwork takes it as it is: `clusterInit` in moby's
 * networkdb/cluster.go changes names, addresses and the packet size only.
 */
const PROBE_INTERVAL_MS = 1000;
const SUSPICION_MULT = 4;
const GOSSIP_INTERVAL_MS = 200;
const GOSSIP_NODES = 3;

/**
 * When the survivors' tables forget the `deadTasks` tasks of one crashed host, in a swarm of `hosts` (2 or more) and `tasks` (1 or more).
 * - A member probes the others once a round in shuffled order, one a second (`probe`, `resetNodes` in state.go): the dead one is next at
 *   once, or, first in the last round and last in this, after 2 × hosts − 3 probes. An unanswered probe lasts the whole probe interval.
 * - Then the host is suspect for SuspicionMult × max(1, lg hosts) probe intervals (`suspicionTimeout` in util.go). With four hosts or
 *   more two others must confirm it (`suspectNode`), which their own probes do within the same bounds.
 * - Gossip tells the other survivors. On the host's death networkdb drops what it had announced (`NotifyLeave` in event_delegate.go), and
 *   libnetwork its back ends (`rmLBBackend` in service_linux.go).
 *
 * With three hosts both survivors must be unlucky for more than 7.2 s: 1 crash in 64. Members that were probing slowly before the crash
 * (`awareness.go`) take longer than `max`.
 */
export function meshTheory(hosts: number, tasks: number, deadTasks = 1): MeshTheory {
	const unluckyMs = (2 * hosts - 3) * PROBE_INTERVAL_MS;
	const gossipMs = Math.ceil(Math.log(hosts - 1) / Math.log(1 + GOSSIP_NODES)) * GOSSIP_INTERVAL_MS;
	const min = PROBE_INTERVAL_MS + suspicionMs(hosts);
	return { removalMs: { min, max: unluckyMs + min + gossipMs }, lossShare: deadTasks / tasks };
}

/** memberlist keeps three decimals of the logarithm. */
function suspicionMs(hosts: number): number {
	const scale = Math.floor(Math.max(1, Math.log10(hosts)) * 1000) / 1000;
	return SUSPICION_MULT * scale * PROBE_INTERVAL_MS;
}
