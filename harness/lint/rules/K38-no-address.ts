import { blocksOf } from '../../keepalived/model.ts';
import { instance } from '../examples.ts';
import type { Rule } from '../rule.ts';

/** An instance without an address. */
export const K38: Rule = {
	id: 'K38',
	name: 'no-address',
	severity: 'warning',
	since: '0.1.0',
	about: 'file',
	says: 'The instance elects a MASTER and holds no address, so customers reach nobody; in version 3 and strict mode keepalived refuses the file.',
	fix: 'Add virtual_ipaddress with the floating IP',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': instance().replace(/ {2}virtual_ipaddress[^}]*}\n/, '') }, at: ['a.conf:1'] },
	good: { files: { 'a.conf': instance() } },
	*check({ hosts }) {
		for (const { instances, conf } of hosts)
			for (const { spec, block } of instances) {
				if (spec.virtualIpAddresses.length > 0 || block.settings.some(({ keyword }) => keyword === 'no_virtual_ipaddress'))
					continue;
				const hasOthers =
					(block.lists.virtual_ipaddress_excluded ?? []).length > 0 || (block.lists.virtual_routes ?? []).length > 0;
				const isRefused = spec.version === 3;
				// What the reader said of the addresses themselves is enough.
				if (conf.diagnostics.some(({ field }) => field.startsWith(`vrrp_instance ${spec.name} virtual_ipaddress`))) continue;
				const message = `${spec.name} has no virtual_ipaddress, so ${isRefused ? 'keepalived refuses the file' : 'there is nothing to move'}`;
				yield { severity: isRefused ? 'error' : hasOthers ? 'note' : 'warning', at: block.at, chain: block.chain, message };
			}
		for (const { conf, instances, incomplete } of hosts) {
			if (conf.statements.length === 0 && conf.diagnostics.length === 0) {
				const at = { file: conf.file, line: 1, column: 1, length: 1 };
				yield {
					severity: 'note',
					at,
					message: 'there is nothing in the file, so keepalived does nothing',
					fix: 'Add a vrrp_instance',
				};
				continue;
			}
			const has = instances.length + incomplete.length + blocksOf(conf.model, 'virtual_server').length;
			const isWhole = conf.statements.some(({ keyword }) => keyword === 'global_defs') && conf.model.blocks.length > 0;
			if (has > 0 || !isWhole || conf.model.blocks.some(({ keyword }) => keyword !== 'global_defs')) continue;
			if (conf.diagnostics.some(({ code }) => /include|block|brace/.test(code))) continue;
			const at = conf.model.blocks[0]?.at ?? { file: conf.file, line: 1, column: 1, length: 0 };
			yield {
				severity: 'note',
				at,
				message: 'the file has neither a vrrp_instance nor a virtual_server, so keepalived does nothing',
				fix: 'Add one, or lint the file that includes this one',
			};
		}
	},
};
