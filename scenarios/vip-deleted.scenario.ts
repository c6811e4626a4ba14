/**
 * Stands for: an operator's slip, or a tool that tidies up, takes the floating IP off the NIC while keepalived runs.
 *
 * Theory: the kernel tells keepalived by netlink. It says goodbye with priority 0, goes back to BACKUP and waits for its own Skew_Time alone
 * (set_vrrp_backup() of keepalived_netlink.c). The others wait for theirs, which is longer for a lower priority, so the owner has the address
 * again after Skew_Time: 0.609 s at priority 100, version 2, 1 s. Who has nopreempt on a host of a lower priority would see the same.
 */
import { drill, every, master, vipDelete } from '../harness/index.ts';

export default drill('vip-deleted', {
	event: 'Somebody deletes the floating IP from the NIC of the machine that holds it.',
	hypothesis: 'keepalived notices, and the address is back within a second.',
	steady: '3s',
	faults: [{ at: '0s', phase: 'random', inject: vipDelete(master()), lasts: '5s' }],
	settle: '5s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	expect: [
		every('http.outageMs').atMost('1s', 'customers are cut off for at most a second'),
		every('dualOwnerMs').atMost('100ms', 'at no time do two hosts hold the floating IP'),
	],
});
