/**
 * Stands for: somebody edits a firewall, and VRRP (protocol 112) no longer passes between the hosts; all else does.
 *
 * Theory: every host that hears nobody becomes MASTER: the floating IP has several owners, as long as the filter is there. Customers
 * follow the last gratuitous ARP. Each owner serves, so requests go through; only what remembers (connections) breaks when the ARP
 * entry moves.
 */
import { drill, every, master, partition } from '../harness/index.ts';

export default drill('vrrp-partition', {
	event: 'A packet filter drops VRRP between the owner of the floating IP and the other hosts.',
	hypothesis: 'Whoever holds the floating IP serves, and after the cut one owner is left at once.',
	steady: '3s',
	faults: [{ at: '0s', inject: partition(master(), { traffic: 'vrrp' }), lasts: '10s' }],
	settle: '8s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	allow: {
		dualOwner: '12s',
		because: 'keepalived has no second way to learn that a silent host lives',
	},
	remedy: {
		why: 'When a cut heals and the better host’s advertisement comes first, it never left MASTER and sends no gratuitous ARP.',
		lines: ['global_defs: vrrp_garp_master_refresh 2', 'global_defs: vrrp_higher_prio_send_advert true'],
	},
	expect: [
		every('http.outageMs').atMost('5s', 'customers are cut off for at most five seconds'),
		every('arp.longestStaleMs').atMost('3s', 'the client’s ARP entry follows the owner within three seconds'),
	],
});
