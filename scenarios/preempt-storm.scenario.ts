/**
 * Stands for: keepalived restarts on the owner of the floating IP again and again: a crash loop, or an over-eager configuration
 * tool.
 *
 * Theory: each restart moves the floating IP twice: to the next in line after Skew_Time, and back a Master_Down_Interval after the
 * start. Without preemption it moves once.
 */
import { drill, every, keepalivedRestart, master } from '../harness/index.ts';

export default drill('preempt-storm', {
	event: 'keepalived is restarted three times on whoever holds the floating IP.',
	hypothesis: 'Each restart costs the customers a second or two at most.',
	steady: '3s',
	faults: [
		{ at: '0s', inject: keepalivedRestart(master()), lasts: '7s' },
		{ at: '8s', inject: keepalivedRestart(master()), lasts: '7s' },
		{ at: '16s', inject: keepalivedRestart(master()), lasts: '7s' },
	],
	settle: '5s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	expect: [
		every('http.outageMs').atMost('2s', 'customers are cut off for at most two seconds at a time'),
		every('http.availability').atLeast(0.9, 'nine of ten requests are served throughout'),
	],
});
