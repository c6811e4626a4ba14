/**
 * Stands for: a machine that was dead for twenty seconds is back: long enough that Swarm has given it up (return-in-the-grace asks what a sooner return does).
 *
 * Theory: it boots, starts keepalived, and takes the floating IP back a Master_Down_Interval later (3.61 s for priority 100),
 * whether or not its Docker serves yet.
 */
import { drill, every, master, powerLoss } from '../harness/index.ts';

export default drill('failback', {
	event: 'The machine that held the floating IP returns after a power loss.',
	hypothesis: 'Its return costs the customers nothing.',
	steady: '3s',
	faults: [{ at: '0s', phase: 'random', inject: powerLoss(master()), lasts: '20s' }],
	settle: '10s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	remedy: {
		why: 'A returning host preempts as soon as keepalived runs, before its own task does.',
		lines: [
			'vrrp_instance: track_script { check_port }',
			'vrrp_instance: state BACKUP',
			'vrrp_instance: preempt_delay 30 (or nopreempt)',
		],
	},
	expect: [
		every('failback.http.outageMs').atMost('1s', 'the return cuts customers off for at most a second'),
		every('failback.dualOwnerMs').atMost('200ms', 'at no time do two hosts hold the floating IP'),
	],
});
