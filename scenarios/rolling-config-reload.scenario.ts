/**
 * Stands for: an administrator rolls a new keepalived.conf out, host after host, and reloads keepalived (SIGHUP).
 *
 * Theory: a reload keeps the state and the address: nobody notices.
 */
import { backup, drill, every, keepalivedReload, master } from '../harness/index.ts';

export default drill('rolling-config-reload', {
	event: 'keepalived is reloaded with another file on one host after the other.',
	hypothesis: 'Nobody notices.',
	steady: '3s',
	faults: [
		{ at: '0s', inject: keepalivedReload(backup(2), { garp_master_delay: 4 }) },
		{ at: '3s', inject: keepalivedReload(backup(1), { garp_master_delay: 4 }) },
		{ at: '6s', inject: keepalivedReload(master(), { garp_master_delay: 4 }) },
	],
	settle: '3s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	observe: '9s',
	expect: [
		every('vipAbsentMs').atMost(0, 'the floating IP is never without an owner'),
		every('http.availability').atLeast(1, 'every request is answered'),
	],
});
