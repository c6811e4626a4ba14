/**
 * Stands for: a connection that says nothing for a while (a pool of database connections at night, an ssh session, a subscription), and is then
 * used again.
 *
 * Theory: every published port of the routing mesh goes through IPVS, which forgets a TCP connection that was silent for 15 minutes (its default).
 * Nothing is sent to either end. The next packet belongs to no connection any more and is answered with a reset, and whoever wrote it must open
 * another. The cluster's probe says how long it is silent; fixtures/probes shortens what IPVS remembers, so that a minute shows it.
 */
import { drill, every } from '../harness/index.ts';

export default drill('idle-connection', {
	event: 'A connection is silent for a while, and nothing breaks.',
	hypothesis: 'It can be used again.',
	needs: 'mesh',
	steady: '3s',
	faults: [],
	observe: '60s',
	settle: '2s',
	load: { ratePerSecond: 10, keepAliveRatePerSecond: 1, timeout: '1s', probes: ['idle'] },
	remedy: {
		why: 'the routing mesh (IPVS) forgets a connection that is silent for longer than 15 minutes.',
		lines: [
			'sysctls of the service: net.ipv4.tcp_keepalive_time: 600',
			'or publish the port with mode: host, or with endpoint_mode: dnsrr behind a proxy of your own',
		],
	},
	expect: [every('probes.idle.cut.times').atMost(0, 'no silent connection is cut')],
});
