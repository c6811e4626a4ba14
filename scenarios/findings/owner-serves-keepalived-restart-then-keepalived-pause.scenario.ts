/**
 * Found by `vipdrill fuzz` on seed in host mode (seed f3, vipdrill 0.1.0, the calibration that ships), and shrunk.
 *
 * After keepalived-restart of backup(2) after 3s, then keepalived-pause of backup(2) after 3s for 4s: “whoever holds the
 * floating IP serves” did not hold in 19 of 20 simulated trials; asked was at most 3.00 s with an owner that does not answer,
 * got was 5.05 s in the first.
 */
import { drill } from '../../harness/index.ts';

export default drill('owner-serves-keepalived-restart-then-keepalived-pause', {
	event: 'Keepalived-restart of backup(2) after 3s, then keepalived-pause of backup(2) after 3s for 4s.',
	hypothesis: 'Whoever holds the floating IP serves.',
	steady: '3s',
	observe: '20s',
	faults: [
		{ at: '3s', inject: { kind: 'keepalived-restart', target: { kind: 'backup', rank: 2 } } },
		{ at: '3s', inject: { kind: 'keepalived-pause', target: { kind: 'backup', rank: 2 } }, lasts: '4s' },
	],
	settle: '10s',
	load: { ratePerSecond: 20, keepAliveRatePerSecond: 0, timeout: '1s' },
	expect: [],
});
