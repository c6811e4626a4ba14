import { instance, virtualServer } from '../examples.ts';
import { addressesIn } from '../look.ts';
import type { Rule } from '../rule.ts';
import { virtualServers } from '../servers.ts';

/** A virtual server on an address that no instance of the file moves. */
export const L3: Rule = {
	id: 'L3',
	name: 'served-address-not-held',
	severity: 'warning',
	since: '0.1.0',
	about: 'file',
	says: 'No instance moves the address of the service, so it does not fail over with the others, or reaches nobody at all.',
	fix: 'Add the address to virtual_ipaddress of the instance, or correct it',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': `${instance()}${virtualServer().replace('10.0.0.9 80', '10.0.0.8 80')}` }, at: ['a.conf:9'] },
	good: { files: { 'a.conf': `${instance()}${virtualServer()}` } },
	*check({ hosts }) {
		for (const { conf, instances } of hosts) {
			if (instances.length === 0) continue;
			const lists = [...instances.map(({ block }) => block), conf.model];
			const held = new Set(
				lists.flatMap((block) =>
					['virtual_ipaddress', 'virtual_ipaddress_excluded', 'static_ipaddress'].flatMap((list) =>
						addressesIn(block, list).map(({ ip }) => ip),
					),
				),
			);
			for (const { block, name, address } of virtualServers(conf.model)) {
				if (address === null || address === '0.0.0.0' || held.has(address)) continue;
				yield {
					at: block.at,
					chain: block.chain,
					message: `no instance of this file holds ${address} of virtual_server ${name}`,
				};
			}
		}
	},
};
