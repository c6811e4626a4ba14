import { blocksOf } from '../../keepalived/model.ts';
import { instance } from '../examples.ts';
import type { Rule } from '../rule.ts';

const USED_BY: Readonly<Record<string, string>> = {
	vrrp_script: 'track_script',
	vrrp_track_process: 'track_process',
	vrrp_track_file: 'track_file',
	track_file: 'track_file',
};
const script = 'vrrp_script web {\n  script "/etc/keepalived/check"\n}\n';

/** Checks that decide nothing. */
export const K22: Rule = {
	id: 'K22',
	name: 'tracks-nothing',
	severity: 'warning',
	since: '0.1.0',
	about: 'file',
	says: 'The check is written down and decides nothing, so whoever reads the file believes in a protection that is not there.',
	fix: 'Name it in the track_… block of the instance, or remove it',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': instance('', script) }, at: ['a.conf:1'] },
	good: { files: { 'a.conf': instance('  track_script {\n    web\n  }\n', script) } },
	*check({ hosts }) {
		for (const { conf, instances } of hosts) {
			const owners = [...blocksOf(conf.model, 'vrrp_instance'), ...blocksOf(conf.model, 'vrrp_sync_group')];
			const files = conf.model.blocks.some(({ keyword }) => keyword.endsWith('track_file'));
			const checks = files ? JSON.stringify(conf.model.blocks.filter(({ keyword }) => keyword === 'virtual_server')) : '';
			for (const [kind, list] of Object.entries(USED_BY))
				for (const { names, at, chain } of blocksOf(conf.model, kind)) {
					const [name] = names;
					if (name === undefined) continue;
					const isUsed = owners.some(({ lists }) => (lists[list] ?? []).some(({ values }) => values[0] === name));
					if (isUsed || (list === 'track_file' && checks.includes(`"${name}"`))) continue;
					// Where no instance can be read, another file may have it.
					if (owners.length === 0) continue;
					yield { at, chain, message: `nothing tracks ${kind} ${name}, so it decides nothing` };
				}
			for (const { spec, block } of instances)
				for (const { values, options, at, chain } of block.lists.track_interface ?? []) {
					if (values[0] !== spec.interface) continue;
					const weight =
						options.weight === undefined ? '' : ', and its weight does not matter, for its failure is a FAULT already';
					yield {
						severity: 'note',
						at,
						chain,
						message: `${spec.interface} is the instance’s own NIC, which it looks at anyway${weight}`,
						fix: 'Remove it',
					};
				}
		}
	},
};
