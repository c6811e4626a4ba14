/**
 * Stands for: two of three machines die one after the other; the swarm has no quorum left.
 *
 * Theory: keepalived needs no quorum: the last host takes the floating IP after its Master_Down_Interval. Running tasks go on
 * without a quorum, only nothing can be changed or moved. Through the mesh, two thirds of new connections time out until gossip
 * declares both dead.
 */
import { drill, every, master, powerLoss } from '../harness/index.ts';

export default drill('double-failure', {
	event: 'The owner of the floating IP dies, and seven seconds later the one that took over.',
	hypothesis: 'The last host serves, although the swarm has lost its quorum.',
	steady: '3s',
	faults: [
		{ at: '0s', phase: 'random', inject: powerLoss(master()), lasts: '24s' },
		{ at: '7s', phase: 'random', inject: powerLoss(master()), lasts: '17s' },
	],
	settle: '3s',
	allow: {
		deafOwner: '40s',
		because: 'this drill asks for the takeovers; what the return of the dead host costs is asked by the drill failback',
	},
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	expect: [
		every('http.outageMs').atMost('5s', 'customers are cut off for at most five seconds'),
		every('http.availability').atLeast(0.55, 'the last host serves for as long as it is alone'),
	],
});
