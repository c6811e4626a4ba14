/**
 * Stands for: a kernel upgrade: one machine after the other is rebooted in order, each only once the cluster is healthy again.
 *
 * Theory: backups are not missed by VRRP. The owner’s keepalived says goodbye, so the takeover takes Skew_Time; its tasks are
 * stopped in order. Through the mesh the peers take its tasks out of their tables before they stop.
 */
import { backup, drill, every, master, reboot } from '../harness/index.ts';

export default drill('rolling-reboot', {
	event: 'The three machines are rebooted one after the other, the owner of the floating IP last.',
	hypothesis: 'Customers are cut off for a second or two at most.',
	steady: '3s',
	faults: [
		{ at: '0s', inject: reboot(backup(2)) },
		{ at: '1s', once: 'healthy', inject: reboot(backup(1)) },
		{ at: '2s', once: 'healthy', inject: reboot(master()) },
	],
	settle: '5s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	expect: [
		every('http.outageMs').atMost('3s', 'customers are cut off for at most three seconds at a time'),
		every('http.availability').atLeast(0.97, '97 % of the requests are served'),
	],
});
