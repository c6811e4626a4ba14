import { settingOf } from '../../keepalived/model.ts';
import { virtualServer } from '../examples.ts';
import type { Rule } from '../rule.ts';
import { virtualServers } from '../servers.ts';

/** A virtual server of all ports without persistence. */
export const L13: Rule = {
	id: 'L13',
	name: 'all-ports-without-persistence',
	severity: 'warning',
	since: '0.1.0',
	about: 'file',
	says: 'Port 0 stands for all ports, which the kernel takes with persistence alone, so keepalived switches that on: a client stays with one server for six minutes.',
	fix: 'Write the port, or persistence_timeout',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': virtualServer().replace('10.0.0.9 80', '10.0.0.9 0') }, at: ['a.conf:1'] },
	good: { files: { 'a.conf': virtualServer() } },
	*check({ hosts }) {
		for (const { conf } of hosts)
			for (const { block, name, address, port, realServers } of virtualServers(conf.model)) {
				if (address === null || port !== 0 || realServers.length === 0 || settingOf(block, 'persistence_timeout')) continue;
				yield {
					at: block.at,
					chain: block.chain,
					message: `virtual_server ${name} has no port, so keepalived makes it persistent`,
				};
			}
	},
};
