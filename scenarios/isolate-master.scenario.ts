/**
 * Stands for: a switch loses the port of the machine that holds the floating IP, and the machine does not notice: its link stays up.
 *
 * Theory: the isolated machine hears nobody and stays MASTER; the others hear nobody and elect another. Both hold the address until
 * the port is back, but no customer hears the isolated one. Then the higher priority wins; whether the customers’ ARP entry follows
 * depends on whose advertisement comes first.
 */
import { drill, every, master, partition } from '../harness/index.ts';

export default drill('isolate-master', {
	event: 'The machine that holds the floating IP is cut off from everyone, with its link up.',
	hypothesis: 'Customers are served by the next in line, and after the cut by one owner again.',
	steady: '3s',
	faults: [{ at: '0s', phase: 'random', inject: partition(master(), { from: 'everyone' }), lasts: '10s' }],
	settle: '8s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	allow: {
		dualOwner: '12s',
		because: 'a host that is cut off can not know that another one has taken over',
	},
	remedy: {
		why: 'When a cut heals and the better host’s advertisement comes first, it never left MASTER and sends no gratuitous ARP.',
		lines: ['global_defs: vrrp_garp_master_refresh 2', 'global_defs: vrrp_higher_prio_send_advert true'],
	},
	expect: [
		every('newOwner').isNextInLine('the host that the configuration puts next in line takes over'),
		every('http.outageMs').atMost('5s', 'customers are cut off for at most five seconds'),
		every('arp.longestStaleMs').atMost('3s', 'the client’s ARP entry follows the owner within three seconds'),
	],
});
