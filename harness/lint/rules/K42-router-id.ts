import { settingOf, wordOf } from '../../keepalived/model.ts';
import { instance, pair } from '../examples.ts';
import { valueAt } from '../look.ts';
import type { Rule } from '../rule.ts';

const named = (name: (host: 'a' | 'b') => string) =>
	pair((host) =>
		instance('', `global_defs {\n  router_id ${name(host)}\n}\n`).replace('priority 100', `priority ${host === 'a' ? 100 : 90}`),
	);

/** Hosts that call themselves the same. */
export const K42: Rule = {
	id: 'K42',
	name: 'router-id-shared',
	severity: 'note',
	since: '0.1.0',
	about: 'hosts',
	says: 'router_id is what a host calls itself in mails and over SNMP: with the same one on all hosts, nobody can tell who failed.',
	fix: 'Write each host’s own name, or leave router_id out: the host name is the default',
	drill: null,
	proof: null,
	bad: { files: named(() => 'LB'), at: ['b.conf:2'] },
	good: { files: named((host) => `lb-${host}`) },
	*check({ hosts, routers }) {
		const related = new Set(routers.flatMap(({ members }) => members.map(({ host }) => host)));
		const seen = new Map<string, string>();
		for (const host of hosts) {
			const setting = settingOf(host.globals, 'router_id');
			const id = wordOf(host.globals, 'router_id');
			if (!setting || id === undefined) continue;
			const before = seen.get(id);
			const at = valueAt(host.conf, setting);
			if (before !== undefined && related.has(host)) yield { at, chain: setting.chain, message: `${before} is called ${id} too` };
			else if (id === 'LVS_DEVEL')
				yield {
					at,
					chain: setting.chain,
					message: 'LVS_DEVEL is the name in keepalived’s sample, which every host has that copied it',
				};
			seen.set(id, before ?? host.name);
		}
	},
};
