/**
 * Stands for: a customer follows the recipe to the letter on a LAN that is 10.0.0.0/24, as the recipe's own floating IP suggests. Nothing
 * breaks on the way: Docker refuses nothing and logs nothing, the swarm is healthy, every task runs, keepalived holds the floating IP.
 *
 * Theory: Docker's default pool gives the ingress network 10.0.0.0/24 too (docs.docker.com, "Configuring default address pools"). A request
 * reaches the ingress namespace of the host that it is sent to, and the answer is routed there: to a client on the LAN by the connected
 * route, which is the overlay, so it never leaves; to a client from elsewhere by the default route, so it does. Through the mesh, clients
 * on the LAN are then cut off altogether and those behind a router are not. With a pool elsewhere all are served. In host mode there is no
 * ingress network, so this drill is inconclusive there.
 */
import { drill, every } from '../harness/index.ts';

export default drill('ingress-overlap', {
	event: 'The recipe is followed to the letter on a LAN that may be the subnet of Docker’s own ingress network.',
	hypothesis: 'Clients on the LAN and clients behind a router are served alike.',
	starts: 'converged',
	needs: 'mesh',
	steady: '2s',
	faults: [],
	observe: '10s',
	settle: '2s',
	load: { ratePerSecond: 20, keepAliveRatePerSecond: 0, timeout: '1s', clients: ['segment', 'routed'] },
	expect: [
		every('http.availability').atLeast(1, 'every request from the LAN is answered'),
		every('httpRouted.availability').atLeast(1, 'every request from behind a router is answered'),
	],
});
