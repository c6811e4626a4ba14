/**
 * Found by `vipdrill fuzz` on seed in host mode (seed f3, vipdrill 0.1.0), shrunk, and confirmed on real hosts.
 *
 * After power-loss of master() for 1s: “whoever holds the floating IP serves” did not hold in 18 of 20 simulated trials (5.40 s
 * in the first), nor in one of two real ones (5.95 s; private engine, host mode, seed confirm, n = 2). Asked was at most 3.00 s
 * with an owner that does not answer.
 */
import { drill } from '../../harness/index.ts';

export default drill('owner-serves-power-loss', {
	event: 'Power-loss of master() for 1s.',
	hypothesis: 'Whoever holds the floating IP serves.',
	steady: '3s',
	observe: '20s',
	faults: [{ at: '0s', inject: { kind: 'power-loss', target: { kind: 'master' } }, lasts: '1s' }],
	settle: '10s',
	load: { ratePerSecond: 20, keepAliveRatePerSecond: 0, timeout: '1s' },
	expect: [],
});
