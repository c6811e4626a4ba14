import { settingOf } from '../../keepalived/model.ts';
import { instance } from '../examples.ts';
import { valueAt } from '../look.ts';
import type { Rule } from '../rule.ts';

/** A live migration, a snapshot or a busy host makes a pause of a second (keepalived issues 2066, 2238). */
const PAUSE_MS = 500;

/** A takeover that is quicker than a plausible pause of the master. */
export const K19: Rule = {
	id: 'K19',
	name: 'quicker-than-a-pause',
	severity: 'note',
	since: '0.1.0',
	about: 'file',
	says: 'A pause of the master (a snapshot, a live migration, a busy processor) that is longer than the missed advertisements moves the floating IP although nothing failed.',
	fix: 'Keep the interval and raise down_timer_adverts: many short intervals notice as quickly as few long ones, and bear more lost packets',
	drill: 'starved-master',
	proof: null,
	bad: { files: { 'a.conf': instance('  advert_int 0.1\n  version 3\n') }, at: ['a.conf:5'] },
	good: { files: { 'a.conf': instance('  advert_int 0.1\n  version 3\n  down_timer_adverts 10\n') } },
	*check({ hosts }) {
		for (const { conf, instances } of hosts)
			for (const { spec, block } of instances) {
				const ms = spec.advertIntMs * spec.downTimerAdverts;
				const setting = settingOf(block, 'advert_int') ?? settingOf(block, 'down_timer_adverts');
				if (ms >= PAUSE_MS || !setting) continue;
				const message = `a master that is silent for ${ms} ms counts as dead, which is less than many a pause of a healthy machine`;
				yield { at: valueAt(conf, setting), chain: setting.chain, message };
			}
	},
};
