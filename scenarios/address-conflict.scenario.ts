/**
 * Stands for: somebody clones a host, and the clone comes up with the host's own address.
 *
 * Theory: the floating IP is not taken, and multicast VRRP goes on, for nobody asks by ARP where it is. But what the other hosts send to the backup's own address
 * goes to the clone: Swarm's managers, the mesh's requests to its tasks, and unicast VRRP. With `unicast_peer` the backup hears nobody any more and becomes MASTER
 * beside the owner. A neighbour learns better as soon as the backup asks who that is, 20 to 50 s later at the latest (Linux asks anew after 15 to 45 s and 5 s of
 * delay); until then the clone answers to its name.
 */
import { addressConflict, backup, drill, every } from '../harness/index.ts';

export default drill('address-conflict', {
	event: 'A clone of the next host in line comes up on the segment with that host’s own address.',
	hypothesis: 'The floating IP stays where it is, and customers are served.',
	steady: '3s',
	faults: [{ at: '0s', inject: addressConflict(backup()), lasts: '20s' }],
	settle: '3s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	remedy: {
		why: 'With unicast_peer, a backup whose address somebody else has hears nobody, and takes the floating IP too.',
		lines: ['vrrp_instance: without unicast_peer where the network carries multicast'],
	},
	expect: [
		every('http.outageMs').atMost('5s', 'customers are cut off for at most five seconds'),
		every('dualOwnerMs').atMost('200ms', 'at no time do two hosts hold the floating IP'),
		every('vipAbsentMs').atMost('0s', 'the cluster keeps the floating IP all the time'),
	],
});
