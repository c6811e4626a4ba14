import { instance } from '../examples.ts';
import { commandsOf } from '../look.ts';
import type { Rule } from '../rule.ts';

const tracked = (command: string) =>
	instance('  track_script {\n    web\n  }\n', `vrrp_script web {\n  script "${command}"\n}\n`);

/** Checks that ask whether a process of some name is there. */
export const K32: Rule = {
	id: 'K32',
	name: 'checks-a-process-name',
	severity: 'note',
	since: '0.1.0',
	about: 'file',
	says: 'A process that hangs, or serves errors, still has its name, so the floating IP stays; and killall and pidof are not on every minimal system, where the check is removed.',
	fix: 'Ask the service’s own port, for instance with curl -fsS -m 2, or use vrrp_track_process, which needs no program',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': tracked('killall -0 haproxy') }, at: ['a.conf:2'] },
	good: { files: { 'a.conf': tracked('/usr/bin/curl -fsS -m 2 http://127.0.0.1/') } },
	*check({ hosts }) {
		for (const { conf } of hosts)
			for (const { text, at, chain, kind } of commandsOf(conf.model)) {
				if (kind !== 'vrrp_script' && kind !== 'misc_path') continue;
				const found =
					/(?:^|[\s/'"])(killall5?|pidof|pgrep|pkill)\s+(?:-\S+\s+)*([\w./-]+)?/.exec(text) ?? /\bkill -(0)\b/.exec(text);
				const service = /(?:^|\/)(systemctl|service)\s/.exec(text);
				if (service && /\b(status|is-active)\b/.test(text)) {
					yield { at, chain, message: `${service[1]} tells whether the service was started, not whether it serves` };
					continue;
				}
				if (!found) continue;
				const [, tool = '', name = 'what it looks for'] = found;
				const message =
					tool === '0'
						? 'this asks whether a process is there, not whether it serves'
						: `${tool} asks whether a process of the name ${name} is there, not whether it serves`;
				yield { at, chain, message };
			}
	},
};
