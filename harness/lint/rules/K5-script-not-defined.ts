import { blocksOf } from '../../keepalived/model.ts';
import { instance } from '../examples.ts';
import type { Rule } from '../rule.ts';

/** A tracked thing that nothing before it defines (told by the reader), or a script block without a command. */
export const K5: Rule = {
	id: 'K5',
	name: 'tracked-but-not-defined',
	severity: 'error',
	since: '0.1.0',
	about: 'file',
	says: 'keepalived reads from top to bottom and drops what is not defined above: the check never runs, and the floating IP stays on a host whose service is dead.',
	fix: 'Define it above the instance, under the very name that is tracked',
	drill: null,
	proof: null,
	bad: {
		files: { 'a.conf': instance('  track_script {\n    wbe\n  }\n', 'vrrp_script web {\n  script "/etc/keepalived/check"\n}\n') },
		at: ['a.conf:9'],
	},
	good: {
		files: { 'a.conf': instance('  track_script {\n    web\n  }\n', 'vrrp_script web {\n  script "/etc/keepalived/check"\n}\n') },
	},
	*check({ hosts }) {
		for (const { conf } of hosts) {
			for (const block of blocksOf(conf.model, 'vrrp_script'))
				if (!block.settings.some(({ keyword }) => keyword === 'script'))
					yield {
						at: block.at,
						chain: block.chain,
						message: `vrrp_script ${block.names[0] ?? ''} has no script, so keepalived removes it`,
						fix: 'Add script "…"',
					};
			for (const block of blocksOf(conf.model, 'vrrp_track_process'))
				if (!block.settings.some(({ keyword }) => keyword === 'process'))
					yield {
						at: block.at,
						chain: block.chain,
						message: `vrrp_track_process ${block.names[0] ?? ''} names no process, so keepalived removes it`,
						fix: 'Add process NAME',
					};
		}
	},
};
