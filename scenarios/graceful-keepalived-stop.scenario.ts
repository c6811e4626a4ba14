/**
 * Stands for: an administrator stops keepalived on the machine that holds the floating IP, before an upgrade.
 *
 * Theory: keepalived says goodbye with priority 0, so the next in line waits for Skew_Time only (RFC 3768 §6.4.2): 0.707 s for
 * priority 75. When it is started again, it waits a whole Master_Down_Interval before it takes the floating IP back, while the other
 * one serves.
 */
import { drill, every, keepalivedStop, master } from '../harness/index.ts';

export default drill('graceful-keepalived-stop', {
	event: 'keepalived is stopped in order on the machine that holds the floating IP.',
	hypothesis: 'The next in line takes over after its Skew_Time, in under a second.',
	steady: '3s',
	faults: [{ at: '0s', phase: 'random', inject: keepalivedStop(master()), lasts: '8s' }],
	settle: '3s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	expect: [
		every('newOwner').isNextInLine('the host that the configuration puts next in line takes over'),
		every('takeoverMs').withinTheory('250ms', 'the takeover takes Skew_Time'),
		every('http.outageMs').atMost('2s', 'customers are cut off for at most two seconds'),
	],
});
