import { settingOf } from '../../keepalived/model.ts';
import { instance } from '../examples.ts';
import type { Rule } from '../rule.ts';

/** A host that is not to take the address back, and may do so all the same after its boot. */
export const K18: Rule = {
	id: 'K18',
	name: 'no-startup-delay',
	severity: 'note',
	since: '0.1.0',
	about: 'file',
	says: 'Where a switch port or a bridge forwards only some time after link up (30 s with spanning tree), a host that returns hears nobody and takes the floating IP, nopreempt or not.',
	fix: 'Write vrrp_startup_delay into global_defs, longer than the port takes, or make the port an edge port',
	drill: 'deaf-boot',
	proof: null,
	bad: { files: { 'a.conf': instance('  nopreempt\n') }, at: ['a.conf:5'] },
	good: { files: { 'a.conf': instance('  nopreempt\n', 'global_defs {\n  vrrp_startup_delay 35\n}\n') } },
	*check({ hosts }) {
		for (const { globals, instances } of hosts) {
			if (settingOf(globals, 'vrrp_startup_delay') || settingOf(globals, 'vrrp_delay_after_boot')) continue;
			const first = instances.find(({ spec }) => !spec.preempt);
			const setting = settingOf(first?.block, 'nopreempt');
			if (!setting) continue;
			const message =
				'a host that boots behind a port that is not yet forwarding hears nobody, and takes the address in spite of nopreempt';
			yield { at: setting.at, chain: setting.chain, message };
		}
	},
};
