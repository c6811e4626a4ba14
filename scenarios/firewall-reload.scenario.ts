/**
 * Stands for: the firewall is loaded anew on the machine that holds the floating IP (`systemctl restart nftables`, a saved rule set, an automation's run), and
 * five seconds later the service's task there crashes.
 *
 * Theory: Docker's rules go with all others, and dockerd does not notice. In host mode a connection that is open is reset, for its packets are translated no
 * more; new ones are served, for docker-proxy listens on the published port. But the next container with a published port cannot start on that host
 * (`iptables: No chain/target/match by that name`) until dockerd is restarted. So the crash, which costs a few seconds otherwise, leaves the owner of the
 * floating IP without the service.
 */
import { drill, every, firewallReload, master, taskKill } from '../harness/index.ts';

export default drill('firewall-reload', {
	event: 'The firewall is loaded anew on the machine that holds the floating IP, and the service’s task there crashes.',
	hypothesis: 'Customers notice little of the first, and of the second no more than any crash costs.',
	steady: '3s',
	faults: [
		{ at: '0s', inject: firewallReload(master()), lasts: '25s' },
		{ at: '5s', phase: 'random', inject: taskKill(master()) },
	],
	observe: '25s',
	settle: '5s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	remedy: {
		why: 'dockerd lays its rules when it starts, and not again when somebody has removed them.',
		lines: [
			'nftables.service or netfilter-persistent.service: [Service] ExecStartPost=/usr/bin/systemctl --no-block try-restart docker',
			'/etc/nftables.conf: `destroy table inet filter` in place of `flush ruleset`, which takes everybody’s tables',
			'vrrp_instance: track_script { check_port }',
		],
	},
	expect: [every('http.outageMs').atMost('10s', 'customers are cut off for at most ten seconds')],
});
