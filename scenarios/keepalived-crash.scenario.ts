/**
 * Stands for: keepalived is killed (out of memory, a crash) on a machine that otherwise lives.
 *
 * Theory: nobody removes the address, so the machine goes on answering ARP for it; nobody advertises, so the next in line takes it
 * too after its Master_Down_Interval. From then on two machines answer, and which one a customer reaches is chance, until somebody
 * starts keepalived again: it deletes an address that is left over when it starts. systemd does that only where the unit says
 * Restart=.
 */
import { drill, every, keepalivedKill, master } from '../harness/index.ts';

export default drill('keepalived-crash', {
	event: 'keepalived crashes on the machine that holds the floating IP, and the machine lives on.',
	hypothesis: 'The floating IP has one owner again within seconds.',
	steady: '3s',
	faults: [{ at: '0s', phase: 'random', inject: keepalivedKill(master(), 'both'), lasts: '12s' }],
	settle: '3s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	remedy: {
		why: 'Debian’s keepalived.service has no Restart=, so a crashed keepalived leaves its address behind for good.',
		lines: [
			'keepalived.service.d/restart.conf: [Service] Restart=always',
			'keepalived.service.d/restart.conf: [Service] RestartSec=1s',
		],
	},
	expect: [
		every('http.outageMs').atMost('5s', 'customers are cut off for at most five seconds'),
		every('dualOwnerMs').atMost('2s', 'at no time do two hosts hold the floating IP for long'),
	],
});
