/**
 * Stands for: the network's people switch port security on, or the cluster moves to a cloud or a hypervisor whose ports take frames of the machine's own hardware
 * address alone; then keepalived is restarted.
 *
 * Theory: keepalived sends advertisements and gratuitous ARP from the NIC's own address, so nothing is dropped, and the restart costs what it always does:
 * Skew_Time. With use_vmac it sends from 00:00:5e:00:01 and the router's number. Then nobody hears the owner, and the others take over at once.
 */
import { drill, every, everyone, keepalivedRestart, macFilter, master } from '../harness/index.ts';

export default drill('mac-filter', {
	event: 'The switch’s ports take frames of each machine’s own hardware address alone, and keepalived is restarted on the owner.',
	hypothesis: 'The filter changes nothing, and the restart costs a second or two.',
	steady: '3s',
	faults: [
		{ at: '0s', inject: macFilter(everyone()) },
		{ at: '5s', phase: 'random', inject: keepalivedRestart(master()), lasts: '7s' },
	],
	observe: '15s',
	settle: '5s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	remedy: {
		why: 'What keepalived sends from a virtual hardware address is dropped at the switch.',
		lines: ['vrrp_instance: without use_vmac, or use_vmac with vmac_xmit_base for advertisements'],
	},
	expect: [
		every('http.outageMs').atMost('2s', 'customers are cut off for at most two seconds'),
		every('dualOwnerMs').atMost('200ms', 'at no time do two hosts hold the floating IP'),
	],
});
