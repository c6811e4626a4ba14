import { parseSubnet, type Subnet } from '../../base/ipv4.ts';
import { placeIn } from '../cluster-facts.ts';
import { cluster, instance } from '../examples.ts';
import type { Rule } from '../rule.ts';

/** Docker's own pool for a swarm, of which the ingress network is the first /24 (10.0.0.0/24). */
const DOCKER_POOL = '10.0.0.0/8';
const INGRESS = '10.0.0.0/24';

const confs = { 'a.conf': instance() };
const inline = 'service: { name: web, image: web, publishedPort: 80, targetPort: 80 }\n';

/** A pool for the swarm's networks that holds the hosts' own network. */
export const S1: Rule = {
	id: 'S1',
	name: 'pool-overlaps-the-hosts',
	severity: 'error',
	since: '0.1.0',
	about: 'cluster',
	says: 'The routing mesh sends its answers into the overlay instead of back to the customer, so every customer on the hosts’ own network times out, while customers behind a router are served.',
	fix: 'Write swarm: { defaultAddressPool: 10.99.0.0/16 }, or another network that is nowhere in use (docker swarm init --default-addr-pool)',
	drill: 'ingress-overlap',
	proof: { where: 'fixtures/seed-as-published/README.md', quote: '401 of 401, all time-outs' },
	bad: { files: cluster(confs), at: ['cluster.yaml:2'] },
	good: { files: cluster(confs, { yaml: `swarm: { defaultAddressPool: 10.99.0.0/16 }\n${inline}` }) },
	*check({ input: { cluster: of } }) {
		const own = of?.subnet ? parseSubnet(of.subnet) : null;
		if (!of?.hasSwarm || !own) return;
		const isDockers = of.addressPool === null;
		const pool = parseSubnet(of.addressPool ?? DOCKER_POOL);
		const first = parseSubnet(isDockers ? INGRESS : `${(of.addressPool ?? '').split('/')[0]}/24`);
		if (!pool || !first || !overlaps(pool, own)) return;
		const isCertain = overlaps(first, own);
		const at = isDockers ? placeIn(of.source, ['network', 'subnet']) : placeIn(of.source, ['swarm', 'defaultAddressPool']);
		const message = isCertain
			? `the swarm’s ingress network is ${isDockers ? INGRESS : 'the first part of its pool'}, which overlaps the hosts’ ${of.subnet}: customers on it get no answer through the mesh`
			: `the swarm’s pool ${of.addressPool ?? DOCKER_POOL} holds the hosts’ ${of.subnet}: one of its next networks may be that very one`;
		yield { severity: isCertain ? 'error' : 'warning', at, message };
	},
};

const overlaps = (a: Subnet, b: Subnet) => a.network <= b.broadcast && b.network <= a.broadcast;
