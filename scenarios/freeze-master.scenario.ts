/**
 * Stands for: a hypervisor or a full disk stops every process of the machine for a while, and it comes back.
 *
 * Theory: the processes stand still, but the kernel still holds the address and answers ARP. The next in line takes over after its
 * Master_Down_Interval and tells the customers with gratuitous ARP. So two hosts hold the address from the takeover to the thaw,
 * which no configuration of the frozen host can change; customers keep the new owner as long as nothing asks for the address again.
 * On thaw the old owner advertises at once, and the other one steps down.
 */
import { drill, every, freeze, master } from '../harness/index.ts';

export default drill('freeze-master', {
	event: 'Every process of the machine that holds the floating IP stands still for twelve seconds.',
	hypothesis: 'The next in line takes over and serves, and after the thaw the cluster is of one mind at once.',
	steady: '3s',
	faults: [{ at: '0s', phase: 'random', inject: freeze(master()), lasts: '12s' }],
	settle: '6s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	allow: {
		dualOwner: '14s',
		because: 'a frozen host can not give up its address, and its kernel answers for it until it thaws',
	},
	expect: [
		every('newOwner').isNextInLine('the host that the configuration puts next in line takes over'),
		every('takeoverMs').withinTheory('150ms', 'the takeover takes as long as VRRP’s timers say'),
		every('http.outageMs').atMost('5s', 'customers are cut off for at most five seconds'),
		every('failback.dualOwnerMs').atMost('500ms', 'after the thaw one owner is left at once'),
	],
});
