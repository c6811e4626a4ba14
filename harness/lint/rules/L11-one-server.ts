import { settingOf } from '../../keepalived/model.ts';
import { virtualServer } from '../examples.ts';
import type { Rule } from '../rule.ts';
import { virtualServers } from '../servers.ts';

/** A service with one real server. */
export const L11: Rule = {
	id: 'L11',
	name: 'one-real-server',
	severity: 'note',
	since: '0.1.0',
	about: 'file',
	says: 'Behind a floating IP that survives any host there is one server that does not.',
	fix: 'Add a second real_server, or a sorry_server',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': virtualServer().replace(/ {2}real_server 10.0.0.22[\s\S]*?\n {2}}\n/, '') }, at: ['a.conf:1'] },
	good: { files: { 'a.conf': virtualServer() } },
	*check({ hosts }) {
		for (const { conf } of hosts)
			for (const { block, name, realServers } of virtualServers(conf.model)) {
				if (realServers.length !== 1 || settingOf(block, 'sorry_server')) continue;
				yield { at: block.at, chain: block.chain, message: `virtual_server ${name} has one real server and no sorry_server` };
			}
	},
};
