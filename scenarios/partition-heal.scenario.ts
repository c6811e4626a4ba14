/**
 * Stands for: the link between the owner of the floating IP and the other hosts breaks and heals, while customers reach both sides.
 *
 * Theory: two owners while it is broken; the customers follow the gratuitous ARP of the later one. When it heals, whose
 * advertisement comes first decides: the lower one’s, and the higher one answers with gratuitous ARP; the higher one’s, and the
 * lower one drops the address while the higher one, MASTER all along, says nothing. Then customers keep sending to a host that no
 * longer has the address (keepalived issue 166), until their entry expires. It does not expire as long as one connection of the customer's lives: the
 * former owner still translates its packets, and each answer confirms the entry. In this lab one kept connection cut a customer off for over 90 s.
 */
import { drill, every, master, partition } from '../harness/index.ts';

export default drill('partition-heal', {
	event: 'The hosts lose sight of the owner of the floating IP and find it again; customers reach all of them.',
	hypothesis: 'After it heals, customers find the owner again at once.',
	steady: '3s',
	faults: [{ at: '0s', phase: 'random', inject: partition(master()), lasts: '8s' }],
	settle: '12s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	allow: {
		dualOwner: '10s',
		because: 'a host that is cut off can not know that another one has taken over',
	},
	remedy: {
		why: 'When a cut heals and the better host’s advertisement comes first, it never left MASTER and sends no gratuitous ARP.',
		lines: ['global_defs: vrrp_garp_master_refresh 2', 'global_defs: vrrp_higher_prio_send_advert true'],
	},
	expect: [
		every('arp.longestStaleMs').atMost('3s', 'the client’s ARP entry follows the owner within three seconds'),
		every('failback.http.outageMs').atMost('3s', 'after the heal customers are cut off for at most three seconds'),
	],
});
