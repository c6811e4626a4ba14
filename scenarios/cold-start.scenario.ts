/**
 * Stands for: after a power cut the machines come back one by one, the one that is to own the floating IP last: nobody decides the order in which power returns.
 *
 * Theory: the first machine alone has no quorum, so its swarm gives it no task; keepalived knows nothing of that and takes the address. With the
 * second there is a leader again after an election (10 to 20 s of raft's ticks), and tasks. Each better machine that comes takes the address over,
 * and has tasks only once the swarm has put some there: with a tracked port the address waits for them.
 */
import { backup, drill, every, master, powerLoss } from '../harness/index.ts';

export default drill('cold-start', {
	event: 'All machines lose power, and come back one after the other, the best of them last.',
	hypothesis: 'The cluster starts by itself in any order, and serves within a minute of the second machine’s return.',
	steady: '3s',
	// With the owner gone, the next in line is backup(1), and after it the last one.
	faults: [
		{ at: '0s', inject: powerLoss(master()), lasts: '45s' },
		{ at: '0s', inject: powerLoss(backup(1)), lasts: '25s' },
		{ at: '0s', inject: powerLoss(backup(1)), lasts: '5s' },
	],
	settle: '5s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	allow: {
		noOwner: '90s',
		deafOwner: '90s',
		because: 'nobody can serve until two machines are back, and a careful host does not take the address before it serves',
	},
	expect: [every('failback.http.outageMs').atMost('60s', 'customers are served within a minute of the last machine’s return')],
});
