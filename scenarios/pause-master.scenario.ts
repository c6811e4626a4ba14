/**
 * Stands for: a snapshot, a live migration or a busy hypervisor stops every process of the machine for a second.
 *
 * Theory: nobody is dead, so nothing should move. The next in line waits for its Master_Down_Interval from the last advertisement. Where that is
 * less than the pause, it takes over without need, and two hosts hold the address until the thaw. Through the routing mesh, the paused host's
 * kernel passes requests on to the other hosts' tasks meanwhile; its own task answers nobody.
 */
import { drill, every, freeze, master } from '../harness/index.ts';

export default drill('pause-master', {
	event: 'Every process of the machine that holds the floating IP stands still for a second.',
	hypothesis: 'A pause of a second is no failure: the floating IP stays where it is.',
	steady: '3s',
	faults: [{ at: '0s', phase: 'random', inject: freeze(master()), lasts: '1s' }],
	settle: '5s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	remedy: {
		why: 'The next in line waits for less than a second before it takes a silent host for a dead one.',
		lines: ['vrrp_instance: down_timer_adverts so many that they take longer than a pause, for instance 8 of 0.25 s'],
	},
	expect: [
		every('dualOwnerMs').atMost('200ms', 'at no time do two hosts hold the floating IP'),
		every('http.outageMs').atMost('2s', 'customers are cut off for at most two seconds'),
	],
});
