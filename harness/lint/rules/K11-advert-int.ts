import { settingOf } from '../../keepalived/model.ts';
import { instance } from '../examples.ts';
import { valueAt } from '../look.ts';
import type { Rule } from '../rule.ts';

/** Intervals that a version does not know (told by the reader), or that machines do not keep. */
export const K11: Rule = {
	id: 'K11',
	name: 'advert-int-unsuitable',
	severity: 'warning',
	since: '0.1.0',
	about: 'file',
	says: 'Version 2 knows whole seconds alone, so the takeover is slower than it looks; some hundredths of a second in version 3 are less than a machine’s own pauses, and many seconds are a long outage.',
	fix: 'Write whole seconds in version 2, and in version 3 0.1 s or more',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': instance('  advert_int 0.5\n') }, at: ['a.conf:5'] },
	good: { files: { 'a.conf': instance('  advert_int 0.5\n  version 3\n') } },
	*check({ hosts }) {
		for (const { conf, instances } of hosts)
			for (const { spec, block } of instances) {
				const setting = settingOf(block, 'advert_int');
				if (!setting) continue;
				const at = valueAt(conf, setting);
				const seconds = spec.advertIntMs / 1000;
				if (spec.version === 3 && seconds < 0.05) {
					const message = `${seconds} s between advertisements is less than many a pause of a busy machine: two masters at a takeover, and takeovers without a failure`;
					yield { at, chain: setting.chain, message };
				}
				if (spec.version === 3 && Number(setting.values[0]) > 40.95)
					yield { at, chain: setting.chain, message: `version 3 has room for 40.95 s at most, so keepalived takes ${seconds} s` };
				if (seconds >= 5) {
					const outage = Math.round(seconds * spec.downTimerAdverts);
					const message = `a host is missed only after ${spec.downTimerAdverts} advertisements, so customers are cut off for ${outage} s and more when it dies`;
					yield { at, chain: setting.chain, message };
				}
			}
	},
};
