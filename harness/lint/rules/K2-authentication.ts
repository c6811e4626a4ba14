import { merged, settingOf, wordOf } from '../../keepalived/model.ts';
import { instance } from '../examples.ts';
import type { Rule } from '../rule.ts';

const auth = (lines: string) => instance(`  authentication {\n${lines}  }\n`);

/** Passwords that are cut or dropped (told by the reader), or that are none. */
export const K2: Rule = {
	id: 'K2',
	name: 'authentication-lost',
	severity: 'warning',
	since: '0.1.0',
	about: 'file',
	says: 'Of auth_pass only 8 bytes count, and version 3 and strict mode have no authentication: hosts take each other’s advertisements, or refuse them, against what the files say.',
	fix: 'Use at most 8 characters with version 2, and no authentication with version 3',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': auth('    auth_type PASS\n    auth_pass longer-than-eight\n') }, at: ['a.conf:7'] },
	good: { files: { 'a.conf': auth('    auth_type PASS\n    auth_pass pQ3zRt7w\n') } },
	*check({ hosts }) {
		for (const { instances } of hosts)
			for (const { block, spec } of instances) {
				const authentication = merged(block, 'authentication');
				const type = settingOf(authentication, 'auth_type');
				const password = wordOf(authentication, 'auth_pass');
				if (type && !password && spec.version === 2)
					yield { at: type.at, chain: type.chain, message: 'without auth_pass keepalived drops the authentication' };
				const set = settingOf(authentication, 'auth_pass');
				if (set && !type)
					yield {
						at: set.at,
						chain: set.chain,
						message: 'without auth_type keepalived sends no password',
						fix: 'Add auth_type PASS',
					};
				if (type?.values[0] === 'AH' && spec.family === 6)
					yield {
						at: type.at,
						chain: type.chain,
						message: 'AH is not for IPv6, and keepalived drops it',
						fix: 'Use no authentication',
					};
				else if (type?.values[0] === 'AH' && spec.state === 'MASTER' && spec.priority !== 255) {
					const message = 'with AH keepalived does not begin as MASTER: it takes the state for BACKUP';
					yield {
						at: type.at,
						chain: type.chain,
						message,
						fix: 'Write state BACKUP, and better auth_type PASS: few firewalls let AH through',
					};
				}
			}
	},
};
