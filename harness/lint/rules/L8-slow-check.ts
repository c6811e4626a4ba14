import { numberOf, settingOf } from '../../keepalived/model.ts';
import { virtualServer } from '../examples.ts';
import type { Rule } from '../rule.ts';
import { isChecked, virtualServers } from '../servers.ts';

/** KEEPALIVED_DEFAULT_DELAY of keepalived's check_data.h. */
const DEFAULT_S = 60;

/** Real servers that are looked at once a minute. */
export const L8: Rule = {
	id: 'L8',
	name: 'checked-too-seldom',
	severity: 'note',
	since: '0.1.0',
	about: 'file',
	says: 'A dead real server keeps its share of the customers until the next check: a minute, if delay_loop is not written.',
	fix: 'Write delay_loop 5 or so',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': virtualServer() }, at: ['a.conf:1'] },
	good: { files: { 'a.conf': virtualServer('  delay_loop 5\n  lb_algo rr\n  lb_kind DR\n  protocol TCP\n') } },
	*check({ hosts }) {
		for (const { conf } of hosts)
			for (const { block, name, realServers } of virtualServers(conf.model)) {
				if (!realServers.some(isChecked)) continue;
				if (
					realServers.every((one) => settingOf(one, 'delay_loop') || one.blocks.some((check) => settingOf(check, 'delay_loop')))
				)
					continue;
				const seconds = numberOf(block, 'delay_loop') ?? DEFAULT_S;
				const { at, chain } = settingOf(block, 'delay_loop') ?? block;
				if (seconds < 30) continue;
				yield { at, chain, message: `the real servers of ${name} are checked every ${seconds} s alone` };
			}
	},
};
