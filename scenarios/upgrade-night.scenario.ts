/**
 * Stands for: an upgrade night, as unattended-upgrades or a hurried hand does it: on one machine after the other apt installs Docker, which stops dockerd for
 * as long as it unpacks, and keepalived, which it restarts. The owner of the floating IP comes last.
 *
 * Theory: a restart of keepalived says goodbye, so the address moves after Skew_Time, and back once the owner is preemptive and has started. While
 * dockerd is stopped, its host's tasks are gone: where nothing tracks that, the owner keeps the address and refuses everybody for as long.
 */
import { backup, dockerdStop, drill, every, keepalivedRestart, master } from '../harness/index.ts';

export default drill('upgrade-night', {
	event: 'On one machine after the other, Docker is stopped for twenty seconds by its upgrade, and keepalived is restarted.',
	hypothesis: 'Customers are cut off for a second or two at a time, and nobody has to get up.',
	steady: '3s',
	// Each machine has time for its swarm to be whole again before the next one's turn.
	faults: [
		{ at: '0s', inject: dockerdStop(backup(2)), lasts: '20s' },
		{ at: '24s', inject: keepalivedRestart(backup(2)) },
		{ at: '60s', once: 'healthy', inject: dockerdStop(backup(1)), lasts: '20s' },
		{ at: '84s', inject: keepalivedRestart(backup(1)) },
		{ at: '120s', once: 'healthy', inject: dockerdStop(master()), lasts: '20s' },
		{ at: '144s', inject: keepalivedRestart(master()) },
	],
	settle: '5s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	remedy: {
		why: 'The owner keeps the floating IP while its dockerd is stopped, for nothing tells keepalived.',
		lines: ['vrrp_script check_docker { script … }', 'vrrp_instance: track_script { check_docker }'],
	},
	expect: [
		every('http.outageMs').atMost('3s', 'customers are cut off for at most three seconds at a time'),
		every('http.availability').atLeast(0.95, '95 % of the requests are served'),
	],
});
