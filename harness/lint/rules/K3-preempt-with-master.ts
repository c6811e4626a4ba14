import { settingOf } from '../../keepalived/model.ts';
import { instance } from '../examples.ts';
import type { Rule } from '../rule.ts';

/** nopreempt and preempt_delay where keepalived clears them (most are told by the reader). */
export const K3: Rule = {
	id: 'K3',
	name: 'preemption-setting-cleared',
	severity: 'warning',
	since: '0.1.0',
	about: 'file',
	says: 'keepalived switches nopreempt and preempt_delay off beside state MASTER or priority 255: a host that returns takes the floating IP back at once, and customers are cut off a second time.',
	fix: 'Write state BACKUP on every host; the priority decides who is MASTER',
	drill: 'failback',
	proof: null,
	bad: { files: { 'a.conf': instance('  state MASTER\n  nopreempt\n') }, at: ['a.conf:6'] },
	good: { files: { 'a.conf': instance('  state BACKUP\n  nopreempt\n') } },
	*check({ hosts }) {
		for (const { instances } of hosts)
			for (const { spec, block } of instances) {
				const nopreempt = settingOf(block, 'nopreempt');
				const delay = settingOf(block, 'preempt_delay');
				const isMaster = block.settings.some(({ keyword, values }) => keyword === 'state' && values[0] === 'MASTER');
				if (nopreempt && spec.priority === 255 && !isMaster)
					yield {
						at: nopreempt.at,
						chain: nopreempt.chain,
						message: 'with priority 255 keepalived switches nopreempt off',
						fix: 'Use a priority below 255',
					};
				if (delay && nopreempt && !spec.preempt)
					yield {
						at: delay.at,
						chain: delay.chain,
						message: 'beside nopreempt keepalived switches preempt_delay off',
						fix: 'Remove one of the two',
					};
			}
	},
};
