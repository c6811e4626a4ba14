import { virtualServer } from '../examples.ts';
import type { Rule } from '../rule.ts';
import { isChecked, virtualServers } from '../servers.ts';

/** A real server that nothing checks. */
export const L1: Rule = {
	id: 'L1',
	name: 'real-server-unchecked',
	severity: 'warning',
	since: '0.1.0',
	about: 'file',
	says: 'A real server that dies stays in the table, and its share of the customers gets no answer.',
	fix: 'Add a check to each real_server, for instance TCP_CHECK { connect_timeout 3 }',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': virtualServer(undefined, '    weight 1\n') }, at: ['a.conf:5'] },
	good: { files: { 'a.conf': virtualServer() } },
	*check({ hosts }) {
		for (const { conf } of hosts)
			for (const { name, realServers } of virtualServers(conf.model)) {
				const blind = realServers.filter((one) => !isChecked(one));
				const [first] = blind;
				if (!first) continue;
				const others = blind.length > 1 ? ` (and ${blind.length - 1} more)` : '';
				const message = `nothing checks ${first.names.join(' ')}${others} of ${name}, so it stays in the table when it is dead`;
				yield { at: first.at, chain: first.chain, message };
			}
	},
};
