/**
 * Stands for: the whole rack loses power and comes back: a cold start.
 *
 * Theory: the hosts boot in seconds, keepalived elects the first of them that is up, and Swarm elects a leader and starts its tasks
 * again, which takes longer: until then the owner of the floating IP has nothing to serve.
 */
import { drill, every, everyone, powerLoss } from '../harness/index.ts';

export default drill('all-down', {
	event: 'All three machines lose power at once and come back together.',
	hypothesis: 'The cluster starts by itself and serves within a minute.',
	steady: '3s',
	faults: [{ at: '0s', inject: powerLoss(everyone()), lasts: '5s' }],
	settle: '3s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	allow: {
		noOwner: '60s',
		deafOwner: '60s',
		because:
			'after a cold start nobody can serve until the swarm has a leader and its tasks run again, and a careful host does not take the address before',
	},
	expect: [every('failback.http.outageMs').atMost('60s', 'customers are served within a minute of the power’s return')],
});
