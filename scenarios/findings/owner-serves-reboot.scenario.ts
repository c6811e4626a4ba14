/**
 * Found by `vipdrill fuzz` on seed in host mode (seed f3, vipdrill 0.1.0), shrunk, and confirmed on real hosts.
 *
 * After reboot of master(): “whoever holds the floating IP serves” did not hold in 6 of 20 simulated trials (12.55 s in the
 * first), nor in one of two real ones (5.45 s; private engine, host mode, seed confirm, n = 2). Asked was at most 3.00 s with an
 * owner that does not answer.
 */
import { drill } from '../../harness/index.ts';

export default drill('owner-serves-reboot', {
	event: 'Reboot of master().',
	hypothesis: 'Whoever holds the floating IP serves.',
	steady: '3s',
	observe: '20s',
	faults: [{ at: '0s', inject: { kind: 'reboot', target: { kind: 'master' } } }],
	settle: '10s',
	load: { ratePerSecond: 20, keepAliveRatePerSecond: 0, timeout: '1s' },
	expect: [],
});
