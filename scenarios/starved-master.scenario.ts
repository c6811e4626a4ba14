/**
 * Stands for: another process takes the processor away from the machine that holds the floating IP.
 *
 * Theory: keepalived needs little, but needs it every second: a quota of 2 % stops it for most of every 100 ms, so its
 * advertisements come late, rarely late enough for a takeover. dockerd and the web server starve much sooner, and the floating IP
 * stays with a host that answers slowly or not at all.
 */
import { cpuStarve, drill, every, master } from '../harness/index.ts';

export default drill('starved-master', {
	event: 'The machine that holds the floating IP gets 2 % of a processor.',
	hypothesis: 'Customers are served, by whichever host can.',
	steady: '3s',
	faults: [{ at: '0s', inject: cpuStarve(master(), 0.02), lasts: '15s' }],
	settle: '5s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	allow: {
		dualOwner: '5s',
		because: 'a starved owner learns late that another has taken over',
	},
	remedy: {
		why: 'Nothing takes the floating IP from a host that is too slow to serve.',
		lines: ['vrrp_script check_port { script …; timeout 2 }', 'vrrp_instance: track_script { check_port }'],
	},
	expect: [every('http.outageMs').atMost('5s', 'customers are cut off for at most five seconds')],
});
