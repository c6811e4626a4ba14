/**
 * Stands for: an ordinary quarter of an hour in which nothing breaks: the control.
 *
 * Theory: nothing happens. What fails here is the measurement's own noise, or a cluster that does not work to begin with; every other
 * drill's figures are to be read against this one.
 */
import { drill, every } from '../harness/index.ts';

export default drill('steady-state', {
	event: 'Nothing breaks.',
	hypothesis: 'Every request is answered, and the floating IP stays where it is.',
	steady: '3s',
	faults: [],
	observe: '15s',
	settle: '2s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	expect: [
		every('http.availability').atLeast(1, 'every request over a new connection is answered'),
		every('httpKeepAlive.availability').atLeast(1, 'every request over the kept connection is answered'),
		every('vipAbsentMs').atMost(0, 'the floating IP is never without an owner'),
		every('dualOwnerMs').atMost(0, 'the floating IP never has two owners'),
	],
});
