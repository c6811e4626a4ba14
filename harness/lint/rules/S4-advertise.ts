import { placeIn } from '../cluster-facts.ts';
import { cluster, instance } from '../examples.ts';
import type { Rule } from '../rule.ts';

const confs = { 'a.conf': instance() };
const inline = 'service: { name: web, image: web, publishedPort: 80, targetPort: 80 }\n';

/** A swarm that advertises by NIC, or by the floating IP. */
export const S4: Rule = {
	id: 'S4',
	name: 'advertises-the-floating-ip',
	severity: 'warning',
	since: '0.1.0',
	about: 'cluster',
	says: 'A node that advertises an address which moves to another host is lost to the swarm when it moves: its peers talk to the wrong machine.',
	fix: 'Write advertise: address, and give every host an address of its own',
	drill: null,
	proof: null,
	bad: {
		files: cluster(confs, { yaml: `swarm: { advertise: interface, defaultAddressPool: 10.99.0.0/16 }\n${inline}` }),
		at: ['cluster.yaml:6'],
	},
	good: { files: cluster(confs, { yaml: `swarm: { advertise: address, defaultAddressPool: 10.99.0.0/16 }\n${inline}` }) },
	*check({ input: { cluster: of } }) {
		if (!of) return;
		if (of.advertise === 'interface')
			yield {
				at: placeIn(of.source, ['swarm', 'advertise']),
				message: 'by its NIC a node that joins or starts while it holds the floating IP may advertise that one',
			};
		for (const [index, { address, name }] of of.hosts.entries())
			if (address !== null && of.vips.includes(address))
				yield {
					severity: 'error',
					at: placeIn(of.source, ['hosts', index, 'address']),
					message: `the floating IP is the address of ${name ?? 'a host'} too`,
				};
	},
};
