import { settingOf } from '../../keepalived/model.ts';
import { instance, pair } from '../examples.ts';
import { replaceValue, valueAt } from '../look.ts';
import type { Rule } from '../rule.ts';

const hosts = (master: number, backup: number) =>
	pair((host) =>
		instance(`  state ${host === 'a' ? 'MASTER' : 'BACKUP'}\n`).replace(
			'priority 100',
			`priority ${host === 'a' ? master : backup}`,
		),
	);

/** `state MASTER` on a host that the priorities do not make master. */
export const K30: Rule = {
	id: 'K30',
	name: 'state-against-priority',
	severity: 'warning',
	since: '0.1.0',
	about: 'hosts',
	says: 'state decides nothing but how an instance begins: whoever has the highest priority is MASTER a moment later, so the floating IP is not where the file says.',
	fix: 'Give the host that is to be MASTER the highest priority; state BACKUP everywhere is best',
	drill: null,
	proof: null,
	bad: { files: hosts(90, 100), at: ['a.conf:5'] },
	good: { files: hosts(100, 90) },
	*check({ routers }) {
		for (const { members } of routers) {
			const masters = members.filter(({ instance: { spec } }) => spec.state === 'MASTER');
			const highest = Math.max(...members.map(({ instance: { spec } }) => spec.priority));
			for (const [index, { host, instance: one }] of masters.entries()) {
				const setting = settingOf(one.block, 'state');
				if (!setting || (one.spec.priority === highest && index === 0)) continue;
				const better = members.find(({ instance: other }) => other.spec.priority === highest && other !== one);
				const isBeaten = one.spec.priority < highest;
				const message = isBeaten
					? `state MASTER decides nothing: ${better?.host.name ?? 'another host'} has priority ${highest}, this one ${one.spec.priority}`
					: `${masters[0]?.host.name} begins as MASTER too`;
				yield {
					at: valueAt(host.conf, setting),
					chain: setting.chain,
					message,
					edits: replaceValue(host.conf, setting, 'BACKUP'),
					severity: isBeaten ? 'warning' : 'note',
				};
			}
		}
	},
};
