import { instance } from '../examples.ts';
import { addressesIn } from '../look.ts';
import type { Rule } from '../rule.ts';

/** IPv4 and IPv6 addresses in one list. */
export const K35: Rule = {
	id: 'K35',
	name: 'mixed-families',
	severity: 'error',
	since: '0.1.0',
	about: 'file',
	says: 'An instance speaks IPv4 or IPv6, as its first address does; keepalived leaves out the addresses and peers of the other family, so nobody ever holds them.',
	fix: 'Put them into virtual_ipaddress_excluded, or into an instance of their own',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': instance().replace('9/24\n', '9/24\n    2001:db8::9/64\n') }, at: ['a.conf:7'] },
	good: { files: { 'a.conf': instance('  virtual_ipaddress_excluded {\n    2001:db8::9/64\n  }\n') } },
	*check({ hosts }) {
		for (const { instances } of hosts)
			for (const { block } of instances) {
				const all = [...addressesIn(block, 'virtual_ipaddress'), ...addressesIn(block, 'unicast_peer')];
				const inOrder = all.sort((a, b) => a.entry.at.line - b.entry.at.line);
				for (const { ip, family, entry } of inOrder) {
					if (family === inOrder[0]?.family) continue;
					const message = `the instance speaks IPv${inOrder[0]?.family}, since ${inOrder[0]?.ip} comes first, so keepalived ignores ${ip}`;
					yield { at: entry.at, chain: entry.chain, message };
				}
			}
	},
};
