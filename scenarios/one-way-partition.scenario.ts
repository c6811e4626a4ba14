/**
 * Stands for: a link half works: what the owner of the floating IP sends to the other hosts is lost, what they send arrives.
 *
 * Theory: the others hear nothing and elect another MASTER. The old one hears that one’s lower priority, answers with an
 * advertisement that nobody gets and with gratuitous ARP (garp_lower_prio_repeat) that the customers do get, so it steals them back,
 * again and again.
 */
import { drill, every, master, partition } from '../harness/index.ts';

export default drill('one-way-partition', {
	event: 'What the owner of the floating IP sends to the other hosts is lost; what they send arrives.',
	hypothesis: 'Whoever the customers are sent to serves them.',
	steady: '3s',
	faults: [{ at: '0s', phase: 'random', inject: partition(master(), { direction: 'out' }), lasts: '10s' }],
	settle: '8s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	allow: {
		dualOwner: '12s',
		because: 'the owner can not know that it is not heard',
	},
	expect: [
		every('http.outageMs').atMost('5s', 'customers are cut off for at most five seconds'),
		every('http.availability').atLeast(0.9, 'nine of ten requests are served throughout'),
	],
});
