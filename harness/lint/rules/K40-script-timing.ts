import { numberOf, settingOf } from '../../keepalived/model.ts';
import { instance } from '../examples.ts';
import { commandsOf, valueAt } from '../look.ts';
import type { Rule } from '../rule.ts';

const tracked = (command: string, lines = '') =>
	instance('  track_script {\n    web\n  }\n', `vrrp_script web {\n  script "${command}"\n${lines}}\n`);

/** Check scripts that take longer than they may, or notice too late. */
export const K40: Rule = {
	id: 'K40',
	name: 'script-timing',
	severity: 'warning',
	since: '0.1.0',
	about: 'file',
	says: 'keepalived ends a script that is not done within its timeout (its interval, unless told), and counts it as failed: a slow answer moves the floating IP; a long interval lets customers wait.',
	fix: 'Give the program a timeout of its own below that of the script, and check every few seconds',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': tracked('/bin/ping 10.0.0.254') }, at: ['a.conf:2'] },
	good: { files: { 'a.conf': tracked('/bin/ping -c 1 -W 1 10.0.0.254', '  interval 2\n') } },
	*check({ hosts }) {
		for (const { conf } of hosts)
			for (const { kind, text, at, chain, block } of commandsOf(conf.model)) {
				if (kind !== 'vrrp_script') continue;
				const interval = numberOf(block, 'interval') ?? 1;
				const timeout = numberOf(block, 'timeout') ?? interval;
				const fall = numberOf(block, 'fall') ?? 1;
				const [first = ''] = text.split(/\s+/);
				if (/(^|\/)ping6?$/.test(first) && !/\s-c\s*\d/.test(text))
					yield {
						at,
						chain,
						message: 'ping without -c never ends, so keepalived ends it and counts it as failed, every time',
						fix: 'Write ping -c 1 -W 1',
					};
				else if (/(^|\/)(curl|wget)$/.test(first) && !/\s(-m|--max-time|--connect-timeout|-T|--timeout)\b/.test(text))
					yield {
						severity: 'note',
						at,
						chain,
						message: `${first.split('/').at(-1)} has no timeout of its own, so a slow service is ended by keepalived after ${timeout} s`,
						fix: 'Write curl -m 2, or wget -T 2 -t 1',
					};
				const isLate = interval * fall;
				const setting = settingOf(block, 'interval');
				if (isLate >= 30 && setting)
					yield {
						severity: 'note',
						at: valueAt(conf, setting),
						chain: setting.chain,
						message: `a dead service is noticed only after ${isLate} s (interval ${interval} s, ${fall} in a row)`,
						fix: 'Check more often',
					};
				const written = settingOf(block, 'timeout');
				if (written && timeout > interval * 3)
					yield {
						severity: 'note',
						at: valueAt(conf, written),
						chain: written.chain,
						message: `a script that hangs counts as failed only after ${timeout} s, though it is to run every ${interval} s`,
						fix: 'Write a timeout no longer than the interval',
					};
			}
	},
};
