/**
 * Found by `vipdrill fuzz` on seed in host mode (seed f3, vipdrill 0.1.0), shrunk, and confirmed on real hosts.
 *
 * After dockerd-kill of master() (for good) for 1s: “whoever holds the floating IP serves” did not hold in 20 of 20 simulated
 * trials (16.40 s in the first), nor in both real ones (12.35 and 16.20 s; private engine, host mode, seed confirm, n = 2).
 * Asked was at most 3.00 s with an owner that does not answer.
 */
import { drill } from '../../harness/index.ts';

export default drill('owner-serves-dockerd-kill', {
	event: 'Dockerd-kill of master() (for good) for 1s.',
	hypothesis: 'Whoever holds the floating IP serves.',
	steady: '3s',
	observe: '20s',
	faults: [{ at: '0s', inject: { kind: 'dockerd-kill', target: { kind: 'master' }, respawn: false }, lasts: '1s' }],
	settle: '10s',
	load: { ratePerSecond: 20, keepAliveRatePerSecond: 0, timeout: '1s' },
	expect: [],
});
