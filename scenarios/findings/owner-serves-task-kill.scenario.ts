/**
 * Found by `vipdrill fuzz` on seed in host mode (seed f3, vipdrill 0.1.0, the calibration that ships), and shrunk.
 *
 * After task-kill of master(): “whoever holds the floating IP serves” did not hold in 20 of 20 simulated trials; asked was at
 * most 3.00 s with an owner that does not answer, got was 6.05 s in the first.
 */
import { drill } from '../../harness/index.ts';

export default drill('owner-serves-task-kill', {
	event: 'Task-kill of master().',
	hypothesis: 'Whoever holds the floating IP serves.',
	steady: '3s',
	observe: '20s',
	faults: [{ at: '0s', inject: { kind: 'task-kill', target: { kind: 'master' } } }],
	settle: '10s',
	load: { ratePerSecond: 20, keepAliveRatePerSecond: 0, timeout: '1s' },
	expect: [],
});
