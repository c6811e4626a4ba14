import { settingOf } from '../../keepalived/model.ts';
import { instance, pair } from '../examples.ts';
import type { Rule } from '../rule.ts';

/** nopreempt on the hosts that would never preempt, and not on the one that does. */
export const K29: Rule = {
	id: 'K29',
	name: 'nopreempt-elsewhere',
	severity: 'warning',
	since: '0.1.0',
	about: 'hosts',
	says: 'nopreempt matters on the host with the higher priority alone: on the others it changes nothing, and the floating IP moves back when the best host returns.',
	fix: 'Write nopreempt and state BACKUP on the host with the highest priority, best on every host',
	drill: 'failback',
	proof: null,
	bad: {
		files: pair((host) =>
			instance(host === 'a' ? '' : '  nopreempt\n').replace('priority 100', `priority ${host === 'a' ? 100 : 90}`),
		),
		at: ['b.conf:5'],
	},
	good: { files: pair((host) => instance('  nopreempt\n').replace('priority 100', `priority ${host === 'a' ? 100 : 90}`)) },
	*check({ routers }) {
		for (const { members } of routers) {
			const best = [...members].sort((a, b) => b.instance.spec.priority - a.instance.spec.priority)[0];
			if (!best?.instance.spec.preempt || settingOf(best.instance.block, 'nopreempt')) continue;
			for (const member of members) {
				const setting = settingOf(member.instance.block, 'nopreempt');
				if (member === best || !setting || member.instance.spec.preempt) continue;
				const message = `nopreempt has no effect here, since ${best.host.name} has the higher priority and does preempt`;
				yield {
					at: setting.at,
					chain: setting.chain,
					message,
					related: [{ at: best.instance.block.at, says: 'the host that takes the address back' }],
				};
			}
		}
	},
};
