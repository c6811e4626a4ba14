/**
 * Stands for: a machine is back just when Swarm is about to give it up, as after a short power cut or a quick reboot.
 *
 * Theory: the leader calls a node down 9 to 16.5 s after its last word (three heartbeats of 5 s, ± 10 %). Nine seconds without power and three of
 * boot aim into that window. Where the old heartbeat runs out while the returned agent registers, the node is called down after it was called ready
 * (moby issue 34827): its agent has a good session and never says so again, so the node stays down for good and gets no task. With a published
 * port of its own (host mode) it takes the floating IP back and refuses every customer, until its dockerd is restarted.
 */
import { drill, every, master, powerLoss } from '../harness/index.ts';

export default drill('return-in-the-grace', {
	event: 'The machine that holds the floating IP is back just when Swarm is about to give it up.',
	hypothesis: 'It is a node like the others again, and its return costs the customers nothing for long.',
	steady: '3s',
	faults: [{ at: '0s', phase: 'random', inject: powerLoss(master()), lasts: '9s' }],
	settle: '10s',
	allow: {
		deafOwner: '40s',
		because: 'what any return of a dead host costs until it serves is asked by the drill failback',
	},
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s' },
	remedy: {
		why: 'Swarm calls a node down whose heartbeat runs out while it registers, and never looks again.',
		lines: [
			'a systemd timer on every host: restart docker where `docker node inspect self` has said down for half a minute',
			'vrrp_instance: track_script { check_port }, so that a host without a task does not take the floating IP',
		],
	},
	expect: [every('failback.http.outageMs').atMost('40s', 'customers are served again within forty seconds of the return')],
});
