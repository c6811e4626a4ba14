/**
 * Stands for: dockerd crashes on the machine that holds the floating IP, and systemd starts it again.
 *
 * Theory: containers outlive it, and so do the kernel’s rules; what dockerd itself passes on (its userland proxy) does not. Debian’s
 * unit starts it again after 2 s, and it then replaces the tasks that it no longer knows.
 */
import { dockerdKill, drill, every, master } from '../harness/index.ts';

export default drill('dockerd-crash-master', {
	event: 'dockerd crashes on the machine that holds the floating IP.',
	hypothesis: 'Customers are served again within seconds.',
	steady: '3s',
	faults: [{ at: '0s', inject: dockerdKill(master()), lasts: '15s' }],
	settle: '3s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	remedy: {
		why: 'Nothing tells keepalived that its host can no longer serve.',
		lines: ['vrrp_script check_docker { script … }', 'vrrp_instance: track_script { check_docker }'],
	},
	expect: [every('http.outageMs').atMost('5s', 'customers are cut off for at most five seconds')],
});
