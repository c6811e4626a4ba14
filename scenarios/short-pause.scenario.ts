/**
 * Stands for: a snapshot, a live migration or a garbage collection of the hypervisor stops the machine for less than a second.
 *
 * Theory: as of `pause-master`, nobody is dead. The last advertisement came up to an interval before the pause, so the floating IP can move as soon as
 * the pause is longer than Master_Down_Interval less one interval, and must once it is longer than Master_Down_Interval: 2.7 and 3.7 s for the
 * next in line at priority 75, version 2, 1 s; 0.25 and 0.35 s where three advertisements of 0.1 s may be missed.
 * `vipdrill sweep short-pause --vary lasts=0.2..5s:0.2 --metric dualOwner` shows where that is.
 */
import { drill, every, freeze, master } from '../harness/index.ts';

export default drill('short-pause', {
	event: 'Every process of the machine that holds the floating IP stands still for 0.7 seconds.',
	hypothesis: 'Nothing moves, and customers wait for the pause to end.',
	steady: '3s',
	faults: [{ at: '0s', phase: 'random', inject: freeze(master()), lasts: '0.7s' }],
	settle: '3s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	remedy: {
		why: 'The next in line takes a silence of less than a second for a death.',
		lines: ['vrrp_instance: down_timer_adverts so many that they take longer than a pause, for instance 8 of 0.1 s'],
	},
	expect: [
		every('dualOwnerMs').atMost('0s', 'at no time do two hosts hold the floating IP'),
		every('http.outageMs').atMost('200ms', 'no customer is turned away'),
	],
});
