/**
 * Stands for: the web server crashes on the machine that holds the floating IP.
 *
 * Theory: Swarm notices at once and starts another task after its restart delay (5 s). Through the mesh the other hosts’ tasks serve
 * meanwhile. In host mode the owner of the floating IP has nobody to serve until the new task runs, unless keepalived watches the
 * port.
 */
import { drill, every, master, taskKill } from '../harness/index.ts';

export default drill('web-task-crash', {
	event: 'The service’s task on the owner of the floating IP is killed.',
	hypothesis: 'Customers are served by another task at once.',
	steady: '3s',
	faults: [{ at: '0s', inject: taskKill(master()), lasts: '10s' }],
	settle: '3s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	remedy: {
		why: 'Swarm waits 5 s before it replaces a task, and nothing tells keepalived that the port is dead.',
		lines: ['stack.yml: deploy.restart_policy.delay: 500ms', 'vrrp_instance: track_script { check_port }'],
	},
	expect: [every('http.outageMs').atMost('4s', 'customers are cut off for at most four seconds')],
});
