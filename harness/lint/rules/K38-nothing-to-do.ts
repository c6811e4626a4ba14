import { blocksOf } from '../../keepalived/model.ts';
import type { Rule } from '../rule.ts';

/** A file that gives keepalived nothing to do. An instance without an address the reader itself tells of. */
export const K38: Rule = {
	id: 'K38',
	name: 'nothing-to-do',
	severity: 'note',
	since: '0.1.0',
	about: 'file',
	says: 'keepalived starts and does nothing: nobody holds an address, and no service is balanced.',
	fix: 'Add a vrrp_instance with the floating IP, or include the file that has one',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': 'global_defs {\n  router_id docker1\n}\n' }, at: ['a.conf:1'] },
	good: {
		files: {
			'a.conf':
				'global_defs {\n  router_id docker1\n}\nvrrp_instance A {\n  interface eth0\n  virtual_router_id 7\n  virtual_ipaddress {\n    10.0.0.9/24\n  }\n}\n',
		},
	},
	*check({ hosts }) {
		for (const { conf, instances, incomplete } of hosts) {
			const has = instances.length + incomplete.length + blocksOf(conf.model, 'virtual_server').length;
			const isWhole = conf.statements.some(({ keyword }) => keyword === 'global_defs') && conf.model.blocks.length > 0;
			if (has > 0 || !isWhole || conf.model.blocks.some(({ keyword }) => keyword !== 'global_defs')) continue;
			if (conf.diagnostics.some(({ code }) => /include|block|brace/.test(code))) continue;
			const at = conf.model.blocks[0]?.at ?? { file: conf.file, line: 1, column: 1, length: 0 };
			yield { at, message: 'the file has neither a vrrp_instance nor a virtual_server, so keepalived does nothing' };
		}
	},
};
