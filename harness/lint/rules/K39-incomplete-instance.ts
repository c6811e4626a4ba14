import { instance } from '../examples.ts';
import type { Rule } from '../rule.ts';

/** An instance without what it cannot do without. */
export const K39: Rule = {
	id: 'K39',
	name: 'incomplete-instance',
	severity: 'error',
	since: '0.1.0',
	about: 'file',
	says: 'keepalived refuses the file and ends, so none of its instances runs.',
	fix: 'Add virtual_router_id (1 to 255, the same on all hosts) and interface',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': instance().replace('  virtual_router_id 7\n', '') }, at: ['a.conf:1'] },
	good: { files: { 'a.conf': instance() } },
	*check({ hosts }) {
		for (const { incomplete } of hosts)
			for (const { block, lacks } of incomplete) {
				const isUnicast =
					(block.lists.unicast_peer ?? []).length > 0 && block.settings.some(({ keyword }) => keyword === 'unicast_src_ip');
				const missing = lacks.filter((keyword) => keyword !== 'interface' || !isUnicast);
				if (missing.length === 0) continue;
				const message = `${block.names[0] ?? 'the instance'} has no valid ${missing.join(' and no ')}, so keepalived refuses the file`;
				yield { at: block.at, chain: block.chain, message, fix: `Add ${missing.join(' and ')}` };
			}
	},
};
