import { blocksOf } from '../../keepalived/model.ts';
import { virtualServer } from '../examples.ts';
import type { Rule } from '../rule.ts';

const group = 'virtual_server_group web {\n  10.0.0.9 80\n}\n';
const of = (name: string) => `${group}${virtualServer().replace('10.0.0.9 80', `group ${name}`)}`;

/** A virtual server of a group that is not there. */
export const L12: Rule = {
	id: 'L12',
	name: 'group-unknown',
	severity: 'error',
	since: '0.1.0',
	about: 'file',
	says: 'keepalived finds no virtual_server_group of this name, and the service has no address.',
	fix: 'Define the virtual_server_group, or correct the name',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': of('wbe') }, at: ['a.conf:4'] },
	good: { files: { 'a.conf': of('web') } },
	*check({ hosts }) {
		for (const { conf } of hosts) {
			const groups = new Set(
				conf.statements.filter(({ keyword }) => keyword === 'virtual_server_group').map(({ args }) => args[0]?.text),
			);
			for (const { names, at, chain } of blocksOf(conf.model, 'virtual_server'))
				if (names[0] === 'group' && !groups.has(names[1]))
					yield { at, chain, message: `there is no virtual_server_group ${names[1] ?? ''}` };
		}
	},
};
