/**
 * Stands for: a bad cable: the link of the machine that holds the floating IP goes down for two seconds and up for three, again and
 * again.
 *
 * Theory: each time the link goes, keepalived drops the address and can tell nobody. Two seconds are less than a backup’s
 * Master_Down_Interval, but the returning host itself waits one before it takes the address back, so the next in line usually gets
 * it at 2.7 to 3.7 s after the first loss. Then the flapping host needs 3.6 s of carrier in a row to take it back, which it never
 * has.
 */
import { drill, every, linkFlap, master } from '../harness/index.ts';

export default drill('flapping-link', {
	event: 'The link of the machine that holds the floating IP goes down and up again and again.',
	hypothesis: 'The floating IP moves to a host with a steady link and stays there.',
	steady: '3s',
	faults: [{ at: '0s', inject: linkFlap(master(), { down: '2s', up: '3s' }), lasts: '20s' }],
	settle: '5s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	expect: [
		every('newOwner').isNextInLine('the host that the configuration puts next in line takes over'),
		every('http.outageMs').atMost('5s', 'customers are cut off for at most five seconds'),
		every('http.availability').atLeast(0.75, 'three of four requests are served throughout'),
	],
});
