import { isInterpreter } from '../../keepalived/scripts.ts';
import { instance } from '../examples.ts';
import { commandsOf } from '../look.ts';
import type { Rule } from '../rule.ts';

const tracked = (command: string) =>
	instance('  track_script {\n    web\n  }\n', `vrrp_script web {\n  script "${command}"\n}\n`);
/** Operators outside quotes that only a shell understands: they are arguments here. */
const OPERATORS = /(^|\s)(\|\|?|&&|;|>>?|2>&1|2>|&>|<)(\s|$)|\|\||&&|\||;(?=\s|$)|\s[12]?>{1,2}\s*\S|\$\(|`|\$\?|\s&$/;

/** Shell syntax in a command that no shell reads. */
export const K33: Rule = {
	id: 'K33',
	name: 'shell-without-a-shell',
	severity: 'error',
	since: '0.1.0',
	about: 'file',
	says: 'keepalived starts the program itself, without a shell: pipes, && and > become arguments, so the check fails for good, or is good for good.',
	fix: 'Put it into a script file, or write: script "/bin/sh -c \'…\'"',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': tracked('/usr/bin/pgrep haproxy || exit 1') }, at: ['a.conf:2'] },
	good: { files: { 'a.conf': tracked("/bin/sh -c 'pgrep haproxy || exit 1'") } },
	*check({ hosts }) {
		for (const { conf } of hosts)
			for (const { text, at, chain } of commandsOf(conf.model)) {
				const [program = ''] = text.trim().split(/\s+/);
				// keepalived hands what begins with </ to the shell (check_script_secure() in lib/notify.c).
				if (isInterpreter(program) || /^<\s*\//.test(text)) continue;
				const bare = text.replace(/'[^']*'|\\"[^"]*\\"/g, "''");
				const found = OPERATORS.exec(bare)?.[0].trim();
				const isBuiltIn = /^(if|for|while|case|exit|\[\[|cd|export|source|\.)$/.test(program);
				if (found === undefined && !isBuiltIn) continue;
				const message = isBuiltIn
					? `${program} is a word of the shell, and no shell reads this: keepalived finds no such program, and removes the check`
					: `no shell reads this, so ${program} gets ${found} as an argument`;
				yield { at, chain, message };
			}
	},
};
