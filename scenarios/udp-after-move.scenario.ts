/**
 * Stands for: a customer who talks UDP from one source port for good (a resolver, a telephone, a sensor), while the floating IP moves.
 *
 * Theory: the new owner has never heard of the flow, so it chooses a back end for it as for a new one. Through the mesh one in k flows is handed to
 * the dead host's task, and stays with it for as long as it goes on: IPVS remembers a flow of UDP for 300 s after each datagram. Only when gossip has
 * taken the dead back end out of the table, after 5 to 8 s, is the flow given to another (expire_nodest_conn, which Docker sets). A customer with a
 * new source port for each datagram loses one datagram in k meanwhile.
 */
import { drill, every, master, powerLoss } from '../harness/index.ts';

export default drill('udp-after-move', {
	event: 'The machine that holds the floating IP loses power, and a customer goes on from the same UDP source port.',
	hypothesis: 'Whoever keeps a source port is answered again no later than the mesh has forgotten the dead host.',
	steady: '5s',
	faults: [{ at: '0s', phase: 'random', inject: powerLoss(master()), lasts: '20s' }],
	settle: '3s',
	allow: {
		deafOwner: '40s',
		because: 'this drill asks for datagrams; what the return of the dead host costs is asked by the drill failback',
	},
	load: { ratePerSecond: 50, keepAliveRatePerSecond: 10, timeout: '1s', probes: ['udp-echo', 'udp-fresh'] },
	remedy: {
		why: 'a table on the way keeps sending the flow to a task that is gone.',
		lines: ['sysctl in the ingress sandbox: net.ipv4.vs.expire_nodest_conn = 1', 'or publish the port with mode: host'],
	},
	expect: [
		every('probes.udp-echo.outage.longestMs').atMost('12s', 'a customer with one source port is answered again within 12 s'),
		every('probes.udp-fresh.outage.longestMs').atMost('5s', 'one with new source ports is cut off for at most five seconds'),
	],
});
