/**
 * Stands for: a machine dies that does not hold the floating IP.
 *
 * Theory: nothing moves. Through the mesh, a third of new connections time out until gossip declares the dead host failed (about 5
 * to 8 s); in host mode nobody notices.
 */
import { backup, drill, every, powerLoss } from '../harness/index.ts';

export default drill('kill-backup', {
	event: 'A machine that does not hold the floating IP loses power.',
	hypothesis: 'The floating IP stays where it is, and customers lose no more than the dead host’s share for a few seconds.',
	steady: '3s',
	faults: [{ at: '0s', phase: 'random', inject: powerLoss(backup(1)), lasts: '20s' }],
	settle: '3s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	expect: [
		every('vipAbsentMs').atMost(0, 'the floating IP is never without an owner'),
		every('http.outageMs').atMost('5s', 'customers are cut off for at most five seconds'),
		every('http.availability').atLeast(0.75, 'at most the dead host’s share is lost'),
	],
});
