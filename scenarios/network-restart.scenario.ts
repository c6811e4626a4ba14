/**
 * Stands for: an update of systemd, or `systemctl restart systemd-networkd`, on the machine that holds the floating IP.
 *
 * Theory: networkd drops the addresses and routes of its NICs that it did not set (KeepConfiguration= and ManageForeignRoutes= of
 * systemd.network(5) and networkd.conf(5)). The floating IP is one of them. keepalived notices as in `vip-deleted`: goodbye, then MASTER again
 * after its own Skew_Time. With KeepConfiguration=static nothing happens at all.
 */
import { drill, every, master, networkRestart } from '../harness/index.ts';

export default drill('network-restart', {
	event: 'systemd-networkd is restarted on the machine that holds the floating IP, as by an update.',
	hypothesis: 'Customers notice nothing: the floating IP stays where it is.',
	steady: '3s',
	faults: [{ at: '0s', phase: 'random', inject: networkRestart(master()), lasts: '5s' }],
	settle: '5s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	remedy: {
		why: 'networkd removes every address that it did not set itself, so also the floating IP.',
		lines: ['/etc/systemd/network/*.network of the NIC: [Network] KeepConfiguration=static'],
	},
	expect: [
		every('vipAbsentMs').atMost('0s', 'the cluster keeps the floating IP all the time'),
		every('http.outageMs').atMost('100ms', 'customers are not cut off'),
	],
});
