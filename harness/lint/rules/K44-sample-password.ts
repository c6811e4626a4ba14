import { merged, settingOf } from '../../keepalived/model.ts';
import { instance } from '../examples.ts';
import type { Rule } from '../rule.ts';

const auth = (password: string) => instance(`  authentication {\n    auth_type PASS\n    auth_pass ${password}\n  }\n`);

/** The password of keepalived's sample. */
export const K44: Rule = {
	id: 'K44',
	name: 'password-of-the-sample',
	severity: 'note',
	since: '0.1.0',
	about: 'file',
	says: 'Whoever copied the same sample has the same password, so it keeps no other cluster away. It stands in every packet anyway.',
	fix: 'Write a password of your own, the same on all hosts; it guards against mistakes, not against attackers',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': auth('1111') }, at: ['a.conf:7'] },
	good: { files: { 'a.conf': auth('pQ3zRt7w') } },
	*check({ hosts }) {
		for (const { instances } of hosts) {
			for (const { block } of instances) {
				const setting = settingOf(merged(block, 'authentication'), 'auth_pass');
				if (!setting || !/^(\d)\1{3}$|^(1234|12345678|password|secret|changeme|PASSWORD)$/.test(String(setting.values[0])))
					continue;
				yield { at: setting.at, chain: setting.chain, message: 'the password is one that every other recipe has too' };
				break;
			}
		}
	},
};
