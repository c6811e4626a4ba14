import { wordOf } from '../../keepalived/model.ts';
import { virtualServer } from '../examples.ts';
import type { Rule } from '../rule.ts';
import { virtualServers } from '../servers.ts';

/** Another port behind DR or TUN, which change none. */
export const L5: Rule = {
	id: 'L5',
	name: 'port-cannot-change',
	severity: 'error',
	since: '0.1.0',
	about: 'file',
	says: 'DR and TUN pass packets on as they are, so the real server is asked at the port of the virtual server; its check, if it asks the other port, is of no use.',
	fix: 'Write the same port, or lb_kind NAT',
	drill: null,
	proof: null,
	bad: {
		files: { 'a.conf': virtualServer().replace('real_server 10.0.0.22 80', 'real_server 10.0.0.22 8080') },
		at: ['a.conf:9'],
	},
	good: {
		files: { 'a.conf': virtualServer().replace('DR', 'NAT').replace('real_server 10.0.0.22 80', 'real_server 10.0.0.22 8080') },
	},
	*check({ hosts }) {
		for (const { conf } of hosts)
			for (const { name, address, port, kind, realServers, block } of virtualServers(conf.model)) {
				const sorry = block.settings.filter(({ keyword }) => keyword === 'sorry_server');
				for (const { names, at, chain, ...rest } of realServers) {
					const method = wordOf({ names, at, chain, ...rest }, 'lvs_method') ?? kind;
					const own = Number(names[1] ?? 0);
					if (address === null || method === 'NAT' || own === 0 || own === port || port === 0) continue;
					yield {
						at,
						chain,
						message: `${method} cannot change the port: customers of ${name} are sent to port ${port} of ${names[0]}, not to ${own}`,
					};
				}
				for (const { values, at, chain } of sorry) {
					const own = Number(values[1] ?? 0);
					if (address === null || kind === 'NAT' || own === 0 || own === port || port === 0) continue;
					yield {
						severity: 'warning',
						at,
						chain,
						message: `${kind} cannot change the port: the sorry_server is asked at port ${port}, not ${own}`,
					};
				}
			}
	},
};
