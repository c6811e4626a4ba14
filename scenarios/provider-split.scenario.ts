/**
 * Stands for: the cluster is in a cloud, and its hosts lose each other for a quarter of a minute, while customers and the provider's API reach them all.
 *
 * Theory: each side has a MASTER, and the new one calls the API: customers follow it. As the hosts hear each other again, the one with the lower priority gives the
 * address up. The other has been MASTER all along, so no notify_master is run, and the provider goes on delivering to a host that holds the address no more.
 * keepalived has notify_master_rx_lower_pri for it: a MASTER runs that when it hears one that is less.
 */
import { drill, every, master, partition, providerFloatingIp } from '../harness/index.ts';

export default drill('provider-split', {
	event:
		'The owner and the other hosts do not hear each other for 15 s; a provider’s API, told by both sides, says where the floating IP goes.',
	hypothesis: 'Customers are served by whichever side called last, and by the owner again once the split is over.',
	steady: '3s',
	faults: [
		{ at: '0s', inject: providerFloatingIp({ latency: '500ms' }) },
		{ at: '3s', phase: 'random', inject: partition(master(), { from: 'others' }), lasts: '15s' },
	],
	observe: '40s',
	settle: '3s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	allow: {
		dualOwner: '25s',
		because: 'Hosts that do not hear each other both become MASTER; that is not what this drill is about.',
	},
	remedy: {
		why: 'After a split the MASTER that stays has nothing new to tell, and the provider still delivers to the other.',
		lines: ['vrrp_instance: notify_master_rx_lower_pri with the script that calls the provider’s API'],
	},
	expect: [every('http.outageMs').atMost('5s', 'customers are cut off for at most five seconds')],
});
