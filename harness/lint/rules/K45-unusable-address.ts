import { formatIpv4, parseIpv4, parseSubnet } from '../../base/ipv4.ts';
import { wordOf } from '../../keepalived/model.ts';
import { instance } from '../examples.ts';
import { addressesIn } from '../look.ts';
import type { Rule } from '../rule.ts';

/** A floating IP that no host can serve on. */
export const K45: Rule = {
	id: 'K45',
	name: 'unusable-address',
	severity: 'error',
	since: '0.1.0',
	about: 'file',
	says: 'Customers cannot reach it: it is the network itself, its broadcast address, the host’s own address, or no address of a host at all.',
	fix: 'Choose a free address of the segment',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': instance().replace('10.0.0.9/24', '10.0.0.255/24') }, at: ['a.conf:6'] },
	good: { files: { 'a.conf': instance() } },
	*check({ hosts }) {
		for (const { instances } of hosts)
			for (const { block } of instances)
				for (const list of ['virtual_ipaddress', 'virtual_ipaddress_excluded'])
					for (const { text, ip, prefix, entry } of addressesIn(block, list)) {
						const subnet = prefix !== null && prefix < 31 ? parseSubnet(text) : null;
						const number = parseIpv4(ip);
						const brd = String(entry.options.brd ?? entry.options.broadcast ?? '');
						const { at, chain } = entry;
						if (number !== null && subnet && number === subnet.network)
							yield { at, chain, message: `${ip} is the network ${text} itself` };
						else if (number !== null && subnet && number === subnet.broadcast)
							yield { at, chain, message: `${ip} is the broadcast address of its network` };
						else if (/^(127|0)\.|^(22[4-9]|23\d)\./.test(ip))
							yield { at, chain, message: `${ip} is no address that customers can ask` };
						if (ip === wordOf(block, 'unicast_src_ip') || ip === wordOf(block, 'mcast_src_ip'))
							yield { at, chain, message: `${ip} is the host’s own address, from which it advertises: a BACKUP loses it` };
						if (brd === ip)
							yield {
								severity: 'warning',
								at,
								chain,
								message: `${ip} has itself as its broadcast address`,
								fix: 'Remove brd, or write the network’s broadcast address',
							};
						else if (subnet && parseIpv4(brd) !== null && parseIpv4(brd) !== subnet.broadcast)
							yield {
								severity: 'warning',
								at,
								chain,
								message: `${brd} is not the broadcast address of ${text}, which is ${formatIpv4(subnet.broadcast)}`,
								fix: 'Remove brd: keepalived does not need it',
							};
					}
	},
};
