import { settingOf } from '../../keepalived/model.ts';
import { instance } from '../examples.ts';
import { valueAt } from '../look.ts';
import type { Rule } from '../rule.ts';

const script = (weight: number) => `vrrp_script web {\n  script "/etc/keepalived/check"\n  weight ${weight}\n}\n`;
const tracked = '  track_script {\n    web\n  }\n';

/** Weights that lead out of 1 to 254, where keepalived stops. */
export const K49: Rule = {
	id: 'K49',
	name: 'priority-out-of-range',
	severity: 'warning',
	since: '0.1.0',
	about: 'file',
	says: 'A priority stays between 1 and 254 whatever the weights say, so hosts that should differ become equal, and a failure may change nothing.',
	fix: 'Choose a priority and weights whose sums stay between 1 and 254',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': instance(tracked, script(200)) }, at: ['a.conf:8'] },
	good: { files: { 'a.conf': instance(tracked, script(20)) } },
	*check({ hosts }) {
		for (const { conf, instances } of hosts)
			for (const { spec, block } of instances) {
				const setting = settingOf(block, 'priority');
				if (!setting || spec.priority === 255) continue;
				const gained = spec.tracks.reduce((sum, { weight }) => sum + Math.max(0, weight), 0);
				const lost = spec.tracks.reduce((sum, { weight }) => sum + Math.min(0, weight), 0);
				const { chain } = setting;
				const at = valueAt(conf, setting);
				if (gained > 0 && spec.priority + gained > 254)
					yield {
						at,
						chain,
						message: `with all checks good the priority would be ${spec.priority + gained}, and keepalived stops at 254`,
					};
				else if (lost < 0 && spec.priority + lost < 1 && spec.tracks.filter(({ weight }) => weight < 0).length > 1)
					yield {
						severity: 'note',
						at,
						chain,
						message: `with all checks failed the priority would be ${spec.priority + lost}, and keepalived stops at 1`,
					};
			}
	},
};
