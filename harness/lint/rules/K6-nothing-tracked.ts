import { blocksOf } from '../../keepalived/model.ts';
import { instance } from '../examples.ts';
import { addressesIn } from '../look.ts';
import type { Rule } from '../rule.ts';

/** An instance that looks at nothing but its NIC. */
export const K6: Rule = {
	id: 'K6',
	name: 'service-not-tracked',
	severity: 'warning',
	since: '0.1.0',
	about: 'file',
	says: 'The floating IP stays on a host whose service, or whose Docker, is dead: customers are cut off although another host could serve them. A host that returns takes it back before its service is up.',
	fix: 'Add a vrrp_script that asks the service’s own port (and one for dockerd), and name it in track_script',
	drill: 'dockerd-stop-master',
	proof: { where: 'docs/evidence.md', quote: '15.03 s / 15.05 s' },
	bad: { files: { 'a.conf': instance() }, at: ['a.conf:1'] },
	good: {
		files: { 'a.conf': instance('  track_script {\n    web\n  }\n', 'vrrp_script web {\n  script "/etc/keepalived/check"\n}\n') },
	},
	*check({ hosts }) {
		for (const { conf, instances } of hosts) {
			const groups = blocksOf(conf.model, 'vrrp_sync_group').flatMap(({ blocks, lists }) => [...blocks, lists]);
			const tracksInGroup = groups.some((lists) => 'track_script' in lists || 'track_process' in lists || 'track_file' in lists);
			const servers = new Set(blocksOf(conf.model, 'virtual_server').map(({ names }) => names[0]));
			const blind = instances.filter(
				({ spec, block }) =>
					!spec.tracks.some(({ kind }) => kind !== 'interface') &&
					(block.lists.track_bfd ?? []).length === 0 &&
					(block.lists.track_script ?? []).length === 0 &&
					!addressesIn(block, 'virtual_ipaddress').some(({ ip }) => servers.has(ip)),
			);
			const [first] = blind;
			if (!first || tracksInGroup || servers.has('group') || servers.has('fwmark')) continue;
			const others = blind.length > 1 ? ` (nor do ${blind.length - 1} more instances)` : '';
			const message = `${first.spec.name} looks at nothing but its NIC${others}, so the floating IP stays on a host whose service is dead`;
			yield { at: first.block.at, chain: first.block.chain, message };
		}
	},
};
