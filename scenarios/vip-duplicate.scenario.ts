/**
 * Stands for: somebody clones a machine, or gives a new one an address that is taken, and it comes up with the floating IP.
 *
 * Theory: VRRP says nothing of it, for the stranger speaks none. As it comes up it announces itself by a gratuitous ARP (RFC 5227 has hosts
 * do so), and every customer on the segment, and the router, sends to it from then on. It answers when they ask whether it is still there, so
 * they stay with it. The owner mends that by announcing itself again, which keepalived does only at a takeover, unless
 * vrrp_garp_master_refresh has it do so all the time. Once the stranger is gone, an entry that nobody mends is asked for again after
 * 15 to 45 s, 5 s of delay and three probes.
 */
import { drill, every, vipDuplicate } from '../harness/index.ts';

export default drill('vip-duplicate', {
	event: 'A cloned machine comes up on the segment with the floating IP of the cluster.',
	hypothesis: 'Customers are back with the cluster within seconds, although the stranger stays.',
	steady: '3s',
	faults: [{ at: '0s', inject: vipDuplicate(), lasts: '20s' }],
	settle: '3s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s', clients: ['segment', 'routed'] },
	allow: {
		deafOwner: '5s',
		because: 'The owner can win its customers back only by its next gratuitous ARP.',
	},
	remedy: {
		why: 'keepalived announces the floating IP at a takeover only, so whoever announces it later has it.',
		lines: ['global_defs { vrrp_garp_master_refresh 2 }'],
	},
	expect: [
		every('http.outageMs').atMost('5s', 'customers are cut off for at most five seconds'),
		every('httpRouted.outageMs').atMost('5s', 'customers behind the router are too'),
		every('vipAbsentMs').atMost('0s', 'the cluster keeps the floating IP all the time'),
	],
});
