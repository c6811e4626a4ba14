/**
 * Stands for: the machine that leads the swarm dies; the floating IP is on another one.
 *
 * Theory: the floating IP does not move, because VRRP knows nothing of Raft. The remaining two managers elect a leader after 9 to 20
 * s (swarmkit: tick 1 s, election timeout 10 to 20 ticks), later where their votes are split and another round follows. Running tasks need no leader. Through the mesh, a third of new
 * connections time out until gossip declares the dead host failed (about 5 to 8 s); in host mode the owner serves by itself and
 * nobody notices.
 */
import { drill, every, leader, powerLoss } from '../harness/index.ts';

export default drill('kill-leader', {
	event: 'The machine that leads the swarm loses power; the floating IP is elsewhere.',
	hypothesis: 'The floating IP stays where it is, customers reach the other hosts, and the swarm elects a new leader.',
	steady: '3s',
	faults: [{ at: '0s', phase: 'random', inject: powerLoss(leader()), lasts: '25s' }],
	settle: '3s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	leader: 'apart',
	expect: [
		every('vipAbsentMs').atMost(0, 'the floating IP is never without an owner'),
		every('http.outageMs').atMost('5s', 'customers are cut off for at most five seconds'),
		every('http.availability').atLeast(0.85, 'at most the share of the dead host is lost while gossip notices'),
		every('swarm.leaderElectionMs').atMost('45s', 'the swarm has a leader again within two rounds of voting'),
	],
});
