/**
 * Stands for: a bad switch loses a third of VRRP’s packets. Only those are lost here, so that false failovers are not mixed up with
 * lost requests.
 *
 * Theory: a backup takes over without need when it misses as many advertisements in a row as down_timer_adverts says: at 3 and a
 * loss of 0.3 that is one in 37 intervals for each backup. The owner answers the usurper with its next advertisement, so two hosts
 * hold the address for less than an interval.
 */
import { drill, every, everyone, packetLoss } from '../harness/index.ts';

export default drill('lossy-lan', {
	event: 'A third of VRRP’s packets is lost between all hosts.',
	hypothesis: 'The floating IP stays, or is back with its owner before customers notice.',
	steady: '3s',
	faults: [{ at: '0s', inject: packetLoss(everyone(), 30, { traffic: 'vrrp', direction: 'in' }), lasts: '30s' }],
	settle: '5s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	allow: {
		dualOwner: '10s',
		because: 'an owner learns of a usurper only by the packets that are being lost',
	},
	remedy: {
		why: 'An owner that never noticed the usurper sends no gratuitous ARP, so customers keep sending to a host that has given the address back.',
		lines: [
			'global_defs: vrrp_garp_master_refresh 2',
			'vrrp_instance: down_timer_adverts 5 (slower, but false failovers get rare)',
		],
	},
	expect: [every('http.availability').atLeast(0.97, '97 % of the requests are served')],
});
