import { settingOf } from '../../keepalived/model.ts';
import { instance, pair } from '../examples.ts';
import { listed, valueAt } from '../look.ts';
import type { Rule } from '../rule.ts';

/** Two hosts of the same priority, or a 255 that nobody is entitled to. */
export const K10: Rule = {
	id: 'K10',
	name: 'priority-not-distinct',
	severity: 'warning',
	since: '0.1.0',
	about: 'hosts',
	says: 'Hosts of the same priority take over at the same moment, and both hold the floating IP until the one with the lower address lets go; 255 is for a host whose own address it is, never preempted and without weights.',
	fix: 'Give every host a priority of its own from 1 to 254, well apart',
	drill: null,
	proof: null,
	bad: { files: pair(() => instance()), at: ['b.conf:4'] },
	good: { files: pair((host) => instance().replace('priority 100', `priority ${host === 'a' ? 100 : 50}`)) },
	*check({ hosts, routers }) {
		for (const { members } of routers)
			for (const [index, member] of members.entries()) {
				const same = members.slice(0, index).find(({ instance: { spec } }) => spec.priority === member.instance.spec.priority);
				if (!same || same.instance.spec.priority === 255) continue;
				const setting = settingOf(member.instance.block, 'priority');
				const names = listed([same.host.name, member.host.name]);
				const message = `${names} have the same priority, ${member.instance.spec.priority}: where both wait for a dead master, both take over at once`;
				const at = setting ? valueAt(member.host.conf, setting) : member.instance.block.at;
				yield { at, chain: member.instance.block.chain, message };
			}
		for (const { conf, instances } of hosts)
			for (const { spec, block } of instances) {
				if (spec.priority !== 255) continue;
				const setting = settingOf(block, 'priority');
				// What a missing file includes may set it.
				if (!setting && conf.diagnostics.some(({ code }) => code === 'include-missing')) continue;
				const message = setting
					? '255 is for the host whose own address the floating IP is: it takes the address back at once, whatever its checks weigh'
					: 'state MASTER without priority means priority 255, which is for the host whose own address the floating IP is';
				const stated = settingOf(block, 'state');
				yield { at: valueAt(conf, setting ?? stated ?? block), chain: block.chain, message };
			}
	},
};
