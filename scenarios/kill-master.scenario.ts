/**
 * Stands for: the power supply of the machine that holds the floating IP fails at an arbitrary moment.
 *
 * Theory: nobody says goodbye, so the next in line waits out its Master_Down_Interval, counted from the last advertisement it heard. The
 * takeover lasts between Master_Down_Interval minus one advertisement interval and the whole of it — 2.71 to 3.71 s for a backup of
 * priority 75 that expects one advertisement a second (RFC 3768 §6).
 */
import { drill, every, master, median, powerLoss } from '../harness/index.ts';

export default drill('kill-master', {
	event: 'The machine that holds the floating IP loses power.',
	hypothesis:
		'The next in line takes the floating IP over within its Master_Down_Interval, and customers are served again at once.',
	steady: '3s',
	faults: [{ at: '0s', phase: 'random', inject: powerLoss(master()), lasts: '20s' }],
	settle: '3s',
	allow: {
		deafOwner: '40s',
		because: 'this drill asks for the takeover; what the return of the dead host costs is asked by the drill failback',
	},
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	expect: [
		every('newOwner').isNextInLine('the host that the configuration puts next in line takes over'),
		every('takeoverMs').withinTheory('90ms', 'the takeover takes as long as VRRP’s timers say'),
		every('dualOwnerMs').atMost('200ms', 'at no time do two hosts hold the floating IP'),
		every('http.outageMs').atMost('5s', 'customers are cut off for at most five seconds'),
		median('takeoverUncertaintyMs').atMost('20ms', 'the moment of the fault is known to 20 ms'),
	],
});
