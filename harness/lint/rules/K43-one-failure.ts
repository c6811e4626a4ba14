import { blocksOf, numberOf, settingOf } from '../../keepalived/model.ts';
import { instance } from '../examples.ts';
import type { Rule } from '../rule.ts';

const tracked = (lines: string) =>
	instance('  track_script {\n    web\n  }\n', `vrrp_script web {\n  script "/etc/keepalived/check"\n${lines}}\n`);

/** A check whose first failure moves the address. */
export const K43: Rule = {
	id: 'K43',
	name: 'one-failure-moves',
	severity: 'note',
	since: '0.1.0',
	about: 'file',
	says: 'One slow or lost answer is enough to move the floating IP, and one good one moves it back: customers are cut off twice for nothing.',
	fix: 'Write fall 2 and rise 2, or more',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': tracked('') }, at: ['a.conf:1'] },
	good: { files: { 'a.conf': tracked('  fall 2\n  rise 2\n') } },
	*check({ hosts }) {
		for (const { conf, instances } of hosts)
			for (const block of blocksOf(conf.model, 'vrrp_script')) {
				const isTracked = instances.some(({ spec }) =>
					spec.tracks.some(({ kind, name }) => kind === 'script' && name === block.names[0]),
				);
				if (!isTracked || (numberOf(block, 'fall') ?? 1) > 1) continue;
				const { at, chain } = settingOf(block, 'fall') ?? block;
				yield { at, chain, message: `the first failure of ${block.names[0]} counts already` };
			}
	},
};
