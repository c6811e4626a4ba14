import { settingOf } from '../../keepalived/model.ts';
import { instance } from '../examples.ts';
import { isUnicast, valueAt } from '../look.ts';
import type { Rule } from '../rule.ts';

/** The number in keepalived's own sample, which most recipes copy. */
const SAMPLE = 51;

/** Virtual routers of one number on one segment. */
export const K26: Rule = {
	id: 'K26',
	name: 'vrid-of-the-sample',
	severity: 'note',
	since: '0.1.0',
	about: 'file',
	says: 'Every host on the segment that multicasts this number is heard: another cluster with it means that one of the two has no master, or log lines without end.',
	fix: 'Choose another virtual_router_id, the same on all hosts, after looking for those in use: tcpdump -n proto 112',
	drill: 'vrid-conflict',
	proof: null,
	bad: { files: { 'a.conf': instance().replace('virtual_router_id 7', 'virtual_router_id 51') }, at: ['a.conf:3'] },
	good: { files: { 'a.conf': instance() } },
	*check({ hosts }) {
		for (const { conf, instances } of hosts)
			for (const { spec, block } of instances) {
				const setting = settingOf(block, 'virtual_router_id');
				if (spec.virtualRouterId !== SAMPLE || isUnicast(spec) || !setting) continue;
				const message = `${SAMPLE} is the number of keepalived’s sample, which other clusters on the segment may have copied too`;
				yield { at: valueAt(conf, setting), chain: setting.chain, message };
			}
	},
};
