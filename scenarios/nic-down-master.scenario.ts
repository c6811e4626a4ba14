/**
 * Stands for: the cable of the machine that holds the floating IP is pulled, or its switch port dies.
 *
 * Theory: keepalived sees that the NIC has no carrier, goes to FAULT and removes the address, but can tell nobody. So the next in
 * line waits as after a crash. When the cable is back, the machine waits a Master_Down_Interval as BACKUP and then takes the address
 * back.
 */
import { drill, every, linkDown, master } from '../harness/index.ts';

export default drill('nic-down-master', {
	event: 'The cable of the machine that holds the floating IP is pulled.',
	hypothesis: 'The next in line takes over within its Master_Down_Interval, and nobody else holds the floating IP.',
	steady: '3s',
	faults: [{ at: '0s', phase: 'random', inject: linkDown(master(), 'carrier'), lasts: '10s' }],
	settle: '5s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	expect: [
		every('newOwner').isNextInLine('the host that the configuration puts next in line takes over'),
		every('takeoverMs').withinTheory('150ms', 'the takeover takes as long as VRRP’s timers say'),
		every('http.outageMs').atMost('5s', 'customers are cut off for at most five seconds'),
	],
});
