/**
 * Stands for: the machine reboots, and its switch port has the link up at once but forwards only after 30 s, because spanning tree runs on it and
 * nobody made it an edge port (IEEE 802.1D: listening and learning, a forward delay of 15 s each).
 *
 * Theory: the others hear its goodbye, and the next in line takes over after Skew_Time. The machine that returns hears nobody, so it becomes
 * MASTER after its Master_Down_Interval, nopreempt or not, and holds the floating IP for its own ears. That harms nobody until the port
 * forwards: then two hosts hold it until one hears the other, up to an interval later. If the one that has just returned has the higher priority
 * and speaks first, the other gives up, and nobody announces the address again: customers stay with a host that has it no more
 * (keepalived issue 166).
 */
import { deafBoot, drill, every, master } from '../harness/index.ts';

export default drill('deaf-boot', {
	event: 'The machine that holds the floating IP reboots behind a switch port that forwards only 30 s after link up.',
	hypothesis: 'It keeps quiet until it hears the others, and its return costs the customers nothing.',
	steady: '3s',
	faults: [{ at: '0s', phase: 'random', inject: deafBoot(master()), lasts: '35s' }],
	settle: '10s',
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	allow: {
		dualOwner: '37s',
		because: 'nobody can reach a host behind a port that does not forward, so it has the address for itself alone',
	},
	remedy: {
		why: 'A host that boots behind a deaf port takes itself for the only one.',
		lines: [
			'global_defs { vrrp_startup_delay 40 }, longer than the port takes; or make the port an edge port (portfast)',
			'vrrp_instance: track_script { check_port }, so that a host without its swarm does not take the floating IP',
			'global_defs { vrrp_garp_master_refresh 2 }, so that customers find the owner again',
		],
	},
	expect: [
		every('http.outageMs').atMost('3s', 'customers are cut off for at most three seconds by the reboot'),
		every('failback.dualOwnerMs').atMost('1.2s', 'once the port forwards, one owner is left within an advertisement'),
		every('failback.http.outageMs').atMost('1s', 'the return costs the customers at most a second'),
	],
});
