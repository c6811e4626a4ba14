import { virtualServer } from '../examples.ts';
import type { Rule } from '../rule.ts';
import { virtualServers } from '../servers.ts';

/** A virtual server without its protocol is UDP (validate_check_config() of keepalived's check_data.c). */
export const L2: Rule = {
	id: 'L2',
	name: 'no-protocol',
	severity: 'error',
	since: '0.1.0',
	about: 'file',
	says: 'Without protocol keepalived takes UDP, so connections over TCP reach nobody.',
	fix: 'Add protocol TCP',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': virtualServer('  lb_algo rr\n  lb_kind DR\n') }, at: ['a.conf:1'] },
	good: { files: { 'a.conf': virtualServer() } },
	*check({ hosts }) {
		for (const { conf } of hosts)
			for (const { block, name, address, protocol, realServers } of virtualServers(conf.model)) {
				if (address === null || protocol !== null || realServers.length === 0) continue;
				const isUdp = realServers.some(({ blocks }) =>
					blocks.some(({ keyword }) => keyword === 'UDP_CHECK' || keyword === 'DNS_CHECK'),
				);
				const message = `virtual_server ${name} names no protocol, so keepalived takes UDP`;
				yield { severity: isUdp ? 'note' : 'error', at: block.at, chain: block.chain, message };
			}
	},
};
