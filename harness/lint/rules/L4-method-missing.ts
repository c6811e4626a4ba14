import { wordOf } from '../../keepalived/model.ts';
import { virtualServer } from '../examples.ts';
import type { Rule } from '../rule.ts';
import { virtualServers } from '../servers.ts';

/** A virtual server whose scheduler or method keepalived has to choose. */
export const L4: Rule = {
	id: 'L4',
	name: 'scheduler-or-method-missing',
	severity: 'warning',
	since: '0.1.0',
	about: 'file',
	says: 'keepalived takes wlc and NAT, and complains; NAT works only where the answers come back through this host.',
	fix: 'Write lb_algo and lb_kind',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': virtualServer('  lb_kind DR\n  protocol TCP\n') }, at: ['a.conf:1'] },
	good: { files: { 'a.conf': virtualServer() } },
	*check({ hosts }) {
		for (const { conf } of hosts)
			for (const { block, name, realServers } of virtualServers(conf.model)) {
				if (realServers.length === 0) {
					yield {
						at: block.at,
						chain: block.chain,
						message: `virtual_server ${name} has no real_server, so keepalived ignores it`,
						fix: 'Add real_server blocks',
					};
					continue;
				}
				const algo = wordOf(block, 'lb_algo') ?? wordOf(block, 'lvs_sched');
				const kind = wordOf(block, 'lb_kind') ?? wordOf(block, 'lvs_method') ?? wordOf(realServers[0], 'lvs_method');
				if (algo === undefined)
					yield {
						at: block.at,
						chain: block.chain,
						message: `virtual_server ${name} has no valid lb_algo, so keepalived takes wlc`,
					};
				if (kind === undefined)
					yield {
						at: block.at,
						chain: block.chain,
						message: `virtual_server ${name} has no valid lb_kind, so keepalived takes NAT`,
					};
			}
	},
};
