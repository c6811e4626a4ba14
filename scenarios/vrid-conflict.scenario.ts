/**
 * Stands for: another team puts a cluster on the same segment, with the virtual_router_id of keepalived's sample, which yours has too.
 *
 * Theory: before keepalived 2.3.3, the hosts discard its advertisements, for these list another address, and log each of them. But a MASTER starts its own
 * timer anew at any packet of its number, even one that it discards, so of the two MASTERs on the segment one keeps the other from speaking. Where yours falls
 * silent for a Master_Down_Interval, the next in line takes over, and two of your hosts hold the floating IP. Since 2.3.3, keepalived takes advertisements that
 * list other addresses: of two clusters without a password, the one with the higher priority takes the other's floating IP away. The stranger has 150.
 * Unicast peers and another number are safe.
 */
import { drill, every, vridConflict } from '../harness/index.ts';

export default drill('vrid-conflict', {
	event: 'Another cluster with the same virtual_router_id joins the segment.',
	hypothesis: 'Each cluster goes on by itself: the floating IP stays where it is.',
	steady: '3s',
	faults: [{ at: '0s', inject: vridConflict(), lasts: '40s' }],
	settle: '10s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	remedy: {
		why: 'The other cluster’s advertisements keep the owner from sending its own, so the others take it for dead, or they are taken for a better host’s.',
		lines: [
			'vrrp_instance, on every host: virtual_router_id that nobody on the segment has (tcpdump -n proto 112)',
			'or unicast_peer, so that nobody else’s multicast is heard',
		],
	},
	expect: [
		every('dualOwnerMs').atMost('200ms', 'at no time do two hosts hold the floating IP'),
		every('http.outageMs').atMost('1s', 'customers are cut off for at most a second'),
	],
});
