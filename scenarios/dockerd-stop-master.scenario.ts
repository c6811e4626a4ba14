/**
 * Stands for: an administrator (or an upgrade) stops Docker on the machine that holds the floating IP.
 *
 * Theory: keepalived neither knows nor cares: the floating IP stays on a host without Docker, and every request is refused for as
 * long as it is stopped. With a tracked script the host gives the address up after interval × fall, plus Skew_Time for the goodbye.
 */
import { dockerdStop, drill, every, master } from '../harness/index.ts';

export default drill('dockerd-stop-master', {
	event: 'Docker is stopped on the machine that holds the floating IP; keepalived lives on.',
	hypothesis: 'The floating IP leaves a host that can not serve.',
	steady: '3s',
	faults: [{ at: '0s', inject: dockerdStop(master()), lasts: '25s' }],
	settle: '3s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	remedy: {
		why: 'Nothing tells keepalived that its host can no longer serve.',
		lines: ['vrrp_script check_docker { script … }', 'vrrp_instance: track_script { check_docker }'],
	},
	expect: [every('http.outageMs').atMost('5s', 'customers are cut off for at most five seconds')],
});
