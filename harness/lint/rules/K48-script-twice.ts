import { blocksOf } from '../../keepalived/model.ts';
import { instance } from '../examples.ts';
import type { Rule } from '../rule.ts';

const script = (name: string) => `vrrp_script ${name} {\n  script "/etc/keepalived/check"\n}\n`;
const tracked = '  track_script {\n    web\n  }\n';

/** Two scripts, processes or files of one name. */
export const K48: Rule = {
	id: 'K48',
	name: 'script-twice',
	severity: 'warning',
	since: '0.1.0',
	about: 'file',
	says: 'keepalived finds the first of them by the name, so the second one runs, if at all, for nobody; whoever corrects that one changes nothing.',
	fix: 'Remove one of them, or give it a name of its own',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': instance(tracked, `${script('web')}${script('web')}`) }, at: ['a.conf:4'] },
	good: { files: { 'a.conf': instance(tracked, script('web')) } },
	*check({ hosts }) {
		for (const { conf } of hosts)
			for (const keyword of ['vrrp_script', 'vrrp_track_process', 'track_file', 'vrrp_track_file']) {
				const blocks = blocksOf(conf.model, keyword);
				for (const [index, { names, at, chain }] of blocks.entries()) {
					const first = blocks.slice(0, index).find((one) => one.names[0] === names[0]);
					if (!first || names[0] === undefined) continue;
					yield {
						at,
						chain,
						message: `there is a ${keyword} ${names[0]} already`,
						related: [{ at: first.at, says: 'the first one' }],
					};
				}
			}
	},
};
