import { settingOf } from '../../keepalived/model.ts';
import { cluster, instance } from '../examples.ts';
import { valueAt } from '../look.ts';
import type { Rule } from '../rule.ts';

/** Linux allows 15 characters (IFNAMSIZ − 1). */
const LONGEST = 15;

/** An interface that the host does not have, or that none can have. */
export const K15: Rule = {
	id: 'K15',
	name: 'interface-absent',
	severity: 'error',
	since: '0.1.0',
	about: 'file',
	says: 'keepalived finds no such NIC, so the instance is in FAULT for good, or refused: this host never takes over.',
	fix: 'Write the name of the NIC as ip link shows it on this host',
	drill: null,
	proof: null,
	bad: { files: cluster({ 'a.conf': instance().replace('eth0', 'ens18') }), at: ['a.conf:2'] },
	good: { files: cluster({ 'a.conf': instance() }) },
	*check({ input, hosts }) {
		for (const { name, conf, instances } of hosts) {
			const nics = input.cluster?.hosts.find((one) => one.name === name)?.interfaces ?? null;
			for (const { spec, block, places } of instances) {
				const setting = settingOf(block, 'interface');
				const at = setting ? valueAt(conf, setting) : places.interface;
				const { chain } = setting ?? block;
				if (spec.interface === 'lo') yield { at, chain, message: 'keepalived speaks on no loopback interface, and ignores this' };
				else if (/^(eth|en|bond|br|wl)\w*:\w+$/.test(spec.interface)) {
					const message = `${spec.interface} is an alias, not a NIC: keepalived finds no such interface`;
					yield { at, chain, message, fix: `Write interface ${spec.interface.split(':')[0]}` };
				} else if (spec.interface.length > LONGEST) {
					const message = `${spec.interface} is longer than the ${LONGEST} characters that Linux allows, so keepalived ignores it`;
					yield { at, chain, message };
				} else if (nics !== null && !nics.includes(spec.interface)) {
					const [nic, ...more] = nics;
					const told = more.length === 0 ? `its NIC is ${nic}` : `its NICs are ${nics.join(', ')}`;
					const message = `${name} has no ${spec.interface}: cluster.yaml says that ${told}`;
					yield { at, chain, message, fix: `Write interface ${nic}, or list this NIC in hosts[].nics of cluster.yaml` };
				}
			}
		}
	},
};
