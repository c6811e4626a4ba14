/**
 * Stands for: a new version of the service is rolled out.
 *
 * Theory: Swarm replaces task after task, by default the old one first. Through the mesh the other tasks serve meanwhile, once the
 * peers have taken the stopping one out. In host mode the owner of the floating IP serves nobody between its old task and its new
 * one.
 */
import { drill, every, serviceUpdate } from '../harness/index.ts';

export default drill('rolling-service-update', {
	event: 'The service’s tasks are replaced one after the other.',
	hypothesis: 'Customers notice no more than a second of it.',
	steady: '3s',
	faults: [{ at: '0s', inject: serviceUpdate() }],
	settle: '5s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	remedy: {
		why: 'Without update_config, Swarm stops a task before it starts the next, and stops it without waiting for its connections.',
		lines: ['stack.yml: deploy.update_config.order: start-first', 'vrrp_instance: track_script { check_port }'],
	},
	expect: [every('http.outageMs').atMost('2s', 'customers are cut off for at most two seconds')],
});
