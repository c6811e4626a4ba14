import { virtualServer } from '../examples.ts';
import type { Rule } from '../rule.ts';
import { virtualServers } from '../servers.ts';

/** A real server of another family than its virtual server, which only tunnels can reach. */
export const L9: Rule = {
	id: 'L9',
	name: 'real-server-of-another-family',
	severity: 'error',
	since: '0.1.0',
	about: 'file',
	says: 'keepalived skips a real server whose address family is not that of the virtual server, but for tunnels.',
	fix: 'Write addresses of one family',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': virtualServer().replace('10.0.0.22', '2001:db8::22') }, at: ['a.conf:9'] },
	good: { files: { 'a.conf': virtualServer() } },
	*check({ hosts }) {
		for (const { conf } of hosts)
			for (const { address, kind, realServers, name } of virtualServers(conf.model))
				for (const { names, at, chain } of realServers) {
					if (address === null || kind === 'TUN' || address.includes(':') === (names[0] ?? '').includes(':')) continue;
					yield { at, chain, message: `${names[0]} is of another address family than ${name}, so keepalived skips it` };
				}
	},
};
