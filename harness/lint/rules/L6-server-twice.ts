import type { Block } from '../../keepalived/model.ts';
import { virtualServer } from '../examples.ts';
import type { Rule } from '../rule.ts';
import { virtualServers } from '../servers.ts';

/** One server twice. */
export const L6: Rule = {
	id: 'L6',
	name: 'server-twice',
	severity: 'warning',
	since: '0.1.0',
	about: 'file',
	says: 'keepalived removes the second real server with its weight and checks; two virtual servers of one address and port are one in the kernel, and take each other’s real servers out.',
	fix: 'Correct the address, or remove the second one',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': virtualServer().replace('10.0.0.22', '10.0.0.21') }, at: ['a.conf:9'] },
	good: { files: { 'a.conf': virtualServer() } },
	*check({ hosts }) {
		for (const { conf } of hosts) {
			const virtual = new Map<string, Block>();
			for (const { block, name, protocol, realServers } of virtualServers(conf.model)) {
				const key = `${name} ${protocol ?? 'UDP'}`;
				const before = virtual.get(key);
				if (before)
					yield {
						at: block.at,
						chain: block.chain,
						message: `virtual_server ${name} is there already`,
						related: [{ at: before.at, says: 'the first one' }],
					};
				virtual.set(key, before ?? block);
				const seen = new Map<string, Block>();
				for (const real of realServers) {
					const own = real.names.join(' ');
					const first = seen.get(own);
					if (first)
						yield {
							at: real.at,
							chain: real.chain,
							message: `real_server ${own} is in virtual_server ${name} already, and keepalived removes this one`,
							related: [{ at: first.at, says: 'the first one' }],
						};
					seen.set(own, first ?? real);
				}
			}
		}
	},
};
