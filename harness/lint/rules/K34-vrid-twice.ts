import { settingOf, wordOf } from '../../keepalived/model.ts';
import { instance } from '../examples.ts';
import { isUnicast, valueAt } from '../look.ts';
import type { Rule } from '../rule.ts';

const other = (vrid: number) => instance().replace('VI_1', 'VI_2').replace('id 7', `id ${vrid}`).replace('10.0.0.9', '10.0.0.8');

/** Two instances of one file with the same VRID on one NIC. */
export const K34: Rule = {
	id: 'K34',
	name: 'vrid-twice',
	severity: 'error',
	since: '0.1.0',
	about: 'file',
	says: 'keepalived refuses the configuration and ends: two virtual routers of one number on one segment cannot be told apart.',
	fix: 'Give each instance on a NIC a virtual_router_id of its own',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': `${instance()}${other(7)}` }, at: ['a.conf:11'] },
	good: { files: { 'a.conf': `${instance()}${other(8)}` } },
	*check({ hosts }) {
		for (const { conf, instances } of hosts)
			for (const [index, { spec, block }] of instances.entries()) {
				const same = instances.slice(0, index).find(
					(one) =>
						one.spec.virtualRouterId === spec.virtualRouterId &&
						one.spec.interface === spec.interface &&
						one.spec.family === spec.family &&
						wordOf(one.block, 'mcast_dst_ip') === wordOf(block, 'mcast_dst_ip') &&
						isUnicast(one.spec) === isUnicast(spec) &&
						// Unicast instances conflict where they share a peer (vrrp_complete_init() of vrrp.c).
						(!isUnicast(spec) || one.spec.unicastPeers.some((peer) => spec.unicastPeers.includes(peer))),
				);
				const setting = settingOf(block, 'virtual_router_id');
				if (!same || !setting) continue;
				const message = `${same.spec.name} has virtual_router_id ${spec.virtualRouterId} on ${spec.interface} too, so keepalived refuses the file`;
				yield {
					at: valueAt(conf, setting),
					chain: setting.chain,
					message,
					related: [{ at: same.block.at, says: `${same.spec.name} is here` }],
				};
			}
	},
};
