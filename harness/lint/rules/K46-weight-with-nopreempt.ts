import { instance } from '../examples.ts';
import { placeOfTrack } from '../look.ts';
import type { Rule } from '../rule.ts';

const script = 'vrrp_script web {\n  script "/etc/keepalived/check"\n  weight -50\n}\n';
const tracked = '  track_script {\n    web\n  }\n';

/** Weights beside nopreempt. */
export const K46: Rule = {
	id: 'K46',
	name: 'weight-with-nopreempt',
	severity: 'warning',
	since: '0.1.0',
	about: 'file',
	says: 'A BACKUP with nopreempt leaves a MASTER of a lower priority alone, so a check that only lowers the priority moves nothing.',
	fix: 'Leave the weight out: a failure is then a FAULT, and the MASTER lets go itself',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': instance(`  nopreempt\n${tracked}`, script) }, at: ['a.conf:11'] },
	good: { files: { 'a.conf': instance(`  nopreempt\n${tracked}`, script.replace('  weight -50\n', '')) } },
	*check({ hosts }) {
		for (const { conf, instances } of hosts)
			for (const { spec, block } of instances) {
				if (spec.preempt) continue;
				for (const track of spec.tracks) {
					const entry = placeOfTrack(conf.model, block, track);
					if (track.weight === 0 || !entry) continue;
					const message = `${track.name} only changes the priority (weight ${track.weight}), and with nopreempt no other host takes over from a MASTER that lives`;
					yield { at: entry.at, chain: entry.chain, message };
				}
			}
	},
};
