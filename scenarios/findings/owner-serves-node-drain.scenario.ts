/**
 * Found by `vipdrill fuzz` on seed in host mode (seed f3, vipdrill 0.1.0, the calibration that ships), and shrunk.
 *
 * After node-drain of master() for 2s: “whoever holds the floating IP serves” did not hold in 20 of 20 simulated trials; asked
 * was at most 3.00 s with an owner that does not answer, got was 4.05 s in the first.
 */
import { drill } from '../../harness/index.ts';

export default drill('owner-serves-node-drain', {
	event: 'Node-drain of master() for 2s.',
	hypothesis: 'Whoever holds the floating IP serves.',
	steady: '3s',
	observe: '20s',
	faults: [{ at: '0s', inject: { kind: 'node-drain', target: { kind: 'master' } }, lasts: '2s' }],
	settle: '10s',
	load: { ratePerSecond: 20, keepAliveRatePerSecond: 0, timeout: '1s' },
	expect: [],
});
