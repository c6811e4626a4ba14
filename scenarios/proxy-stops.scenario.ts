/**
 * Stands for: HAProxy ends on the machine that holds the floating IP, for a wrong configuration or an upgrade, and keepalived lives on.
 *
 * Theory: keepalived notices nothing by itself. A script of weight 0 that asks for the proxy every second fails `fall` times in a row; then
 * the instance is in FAULT and says goodbye (priority 0), and the next in line follows within its Skew_Time. With `fall 2`, that is 1 to 2 s
 * after the proxy has ended, and a second at most for the script's time-out. Without a script nobody is served for as long as it is gone.
 */
import { drill, every, master, unitStop } from '../harness/index.ts';

export default drill('proxy-stops', {
	event: 'HAProxy ends on the machine that holds the floating IP; the machine and keepalived live on.',
	hypothesis: 'The floating IP moves to a machine that serves, within three seconds.',
	steady: '3s',
	faults: [{ at: '0s', phase: 'random', inject: unitStop(master(), 'haproxy.service'), lasts: '12s' }],
	settle: '3s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	remedy: {
		why: 'Nothing asks whether the proxy runs.',
		lines: [
			'vrrp_script: script "/usr/bin/curl -sf -m 0.5 -o /dev/null http://127.0.0.1/alive", interval 1, fall 2, rise 2',
			'vrrp_instance: track_script with it',
		],
	},
	expect: [
		every('newOwner').isNextInLine('the next in line takes over'),
		every('http.outageMs').atMost('3s', 'customers are cut off for at most three seconds'),
		every('dualOwnerMs').atMost('200ms', 'at no time do two hosts hold the floating IP'),
	],
});
