/**
 * Stands for: the cluster is in a cloud. The network delivers the floating IP to the machine that the provider's API was told last, and the API has a bad day: each
 * call takes half a second, and the first is refused.
 *
 * Theory: keepalived takes over as ever, but gratuitous ARP says nothing to such a network. Customers go on to the dead host until the new MASTER's notify script
 * has been obeyed: the takeover, then two calls of half a second and what the script waits between them. Without a notify_master that calls the API, or with one
 * that tries once, they never come.
 */
import { drill, every, master, powerLoss, providerFloatingIp } from '../harness/index.ts';

export default drill('provider-floating-ip', {
	event:
		'The owner loses power, and the provider’s API, which is slow and refuses each host’s first call, has to be told who serves.',
	hypothesis: 'The new owner tells the provider until it is obeyed, and customers are back within five seconds.',
	steady: '3s',
	faults: [
		{ at: '0s', inject: providerFloatingIp({ latency: '500ms', failures: 1 }) },
		{ at: '3s', phase: 'random', inject: powerLoss(master()), lasts: '15s' },
	],
	observe: '20s',
	settle: '3s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	remedy: {
		why: 'The provider delivers to whom it was told last, and one call may be refused.',
		lines: ['vrrp_instance: notify_master with a script that calls the provider’s API until it is obeyed'],
	},
	expect: [
		every('http.outageMs').atMost('5s', 'customers are cut off for at most five seconds'),
		every('dualOwnerMs').atMost('200ms', 'at no time do two hosts hold the floating IP'),
	],
});
