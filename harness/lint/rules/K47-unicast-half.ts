import { settingOf } from '../../keepalived/model.ts';
import { instance } from '../examples.ts';
import { isUnicast } from '../look.ts';
import type { Rule } from '../rule.ts';

/** Unicast that is only half said. */
export const K47: Rule = {
	id: 'K47',
	name: 'unicast-half-said',
	severity: 'warning',
	since: '0.1.0',
	about: 'file',
	says: 'unicast_src_ip without unicast_peer is multicast all the same; peers without a source address are told from whatever address the NIC has first, which may be the floating IP.',
	fix: 'Write both: unicast_src_ip with the host’s own address, unicast_peer with all others',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': instance('  unicast_src_ip 10.0.0.1\n') }, at: ['a.conf:5'] },
	good: { files: { 'a.conf': instance('  unicast_src_ip 10.0.0.1\n  unicast_peer {\n    10.0.0.2\n  }\n') } },
	*check({ hosts }) {
		for (const { instances } of hosts)
			for (const { spec, block } of instances) {
				const source = settingOf(block, 'unicast_src_ip');
				if (source && !isUnicast(spec))
					yield { at: source.at, chain: source.chain, message: 'without unicast_peer keepalived goes on with multicast' };
				const peer = block.lists.unicast_peer?.[0];
				if (!source && peer)
					yield {
						severity: 'note',
						at: peer.at,
						chain: peer.chain,
						message: 'without unicast_src_ip the advertisements come from the first address of the NIC',
						fix: 'Add unicast_src_ip with this host’s own address',
					};
				const multicast = settingOf(block, 'mcast_src_ip');
				if (multicast && isUnicast(spec))
					yield {
						severity: 'note',
						at: multicast.at,
						chain: multicast.chain,
						message: 'mcast_src_ip is for multicast, and these are unicast peers',
						fix: 'Write unicast_src_ip',
					};
			}
	},
};
