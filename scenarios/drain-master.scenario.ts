/**
 * Stands for: an administrator drains the node that holds the floating IP before maintenance.
 *
 * Theory: Swarm moves its tasks elsewhere. Through the mesh the host still passes requests on to the others. In host mode nothing on
 * it listens any more, and the floating IP stays there, unless keepalived watches the port.
 */
import { drill, every, master, nodeDrain } from '../harness/index.ts';

export default drill('drain-master', {
	event: 'The node that holds the floating IP is drained.',
	hypothesis: 'Customers are served throughout.',
	steady: '3s',
	faults: [{ at: '0s', inject: nodeDrain(master()), lasts: '15s' }],
	settle: '5s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	remedy: {
		why: 'keepalived does not watch the published port, so the floating IP stays where nothing listens.',
		lines: ['vrrp_script check_port { script … }', 'vrrp_instance: track_script { check_port }'],
	},
	expect: [every('http.outageMs').atMost('5s', 'customers are cut off for at most five seconds')],
});
