import { settingOf } from '../../keepalived/model.ts';
import { addToGlobals } from '../look.ts';
import type { Rule } from '../rule.ts';

/** A master that never says again where the floating IP is. */
export const K8: Rule = {
	id: 'K8',
	name: 'no-garp-refresh',
	severity: 'warning',
	since: '0.1.0',
	about: 'file',
	says: 'After a partition heals, or a host thaws, customers may go on asking the former owner until their ARP entry expires, which a kept connection delays for as long as it lives.',
	fix: 'Write vrrp_garp_master_refresh 2 and vrrp_higher_prio_send_advert true into global_defs, on every host',
	drill: 'partition-heal',
	proof: { where: 'docs/validation.md', quote: 'In six of six such trials that were lost' },
	bad: {
		files: {
			'a.conf': 'vrrp_instance VI_1 {\n  interface eth0\n  virtual_router_id 7\n  virtual_ipaddress {\n    10.0.0.9/24\n  }\n}\n',
		},
		at: ['a.conf:1'],
	},
	good: {
		files: {
			'a.conf':
				'global_defs {\n  vrrp_garp_master_refresh 2\n  vrrp_higher_prio_send_advert true\n}\nvrrp_instance VI_1 {\n  interface eth0\n  virtual_router_id 7\n  virtual_ipaddress {\n    10.0.0.9/24\n  }\n}\n',
		},
	},
	*check({ hosts, input: { texts } }) {
		for (const { instances, globals, conf } of hosts) {
			const silent = instances.filter(({ spec }) => spec.garpMasterRefreshMs === 0);
			const [first] = silent;
			if (!first) continue;
			const others = silent.length > 1 ? ` (and of ${silent.length - 1} more instances)` : '';
			const message = `the owner of ${first.spec.name}${others} says where the floating IP is only when it takes it`;
			const has = (keyword: string) => settingOf(globals, keyword) !== undefined;
			const isSet = has('vrrp_garp_master_refresh') || silent.some(({ block }) => settingOf(block, 'garp_master_refresh'));
			// Strict mode allows no second advertisement.
			const lines = [
				'vrrp_garp_master_refresh 2',
				...(has('vrrp_higher_prio_send_advert') ? [] : ['vrrp_higher_prio_send_advert true']),
			];
			const edits = isSet || has('vrrp_strict') ? [] : addToGlobals(conf, texts, lines);
			yield { at: first.block.at, chain: first.block.chain, message, edits };
		}
	},
};
