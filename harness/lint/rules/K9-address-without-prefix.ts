import { inSubnet, parseIpv4, parseSubnet } from '../../base/ipv4.ts';
import { addressesIn, replaceWord } from '../look.ts';
import type { Rule } from '../rule.ts';

/** An IPv4 floating IP without its network's prefix is a /32. */
export const K9: Rule = {
	id: 'K9',
	name: 'address-without-prefix',
	severity: 'note',
	since: '0.1.0',
	about: 'file',
	says: 'The floating IP becomes a /32, so the host has it outside of its network: a broadcast address, source address selection and ip route differ from those of its own address.',
	fix: "Write the segment's prefix behind the address, for instance 10.0.0.200/24",
	drill: null,
	proof: null,
	bad: {
		files: {
			'a.conf': 'vrrp_instance VI_1 {\n  interface eth0\n  virtual_router_id 7\n  virtual_ipaddress {\n    10.0.0.9\n  }\n}\n',
		},
		at: ['a.conf:5'],
	},
	good: {
		files: {
			'a.conf': 'vrrp_instance VI_1 {\n  interface eth0\n  virtual_router_id 7\n  virtual_ipaddress {\n    10.0.0.9/24\n  }\n}\n',
		},
	},
	*check({ hosts, input: { cluster } }) {
		const subnet = cluster?.subnet ? parseSubnet(cluster.subnet) : null;
		for (const { instances } of hosts)
			for (const { block } of instances) {
				const bare = addressesIn(block, 'virtual_ipaddress').filter(({ prefix, family }) => prefix === null && family === 4);
				const [first] = bare;
				if (!first) continue;
				const others = bare.length > 1 ? `, and ${bare.length - 1} more likewise` : '';
				const message = `${first.ip} has no prefix, so keepalived adds it as ${first.ip}/32${others}`;
				const edits = bare.flatMap(({ ip, text, entry }) => {
					const number = parseIpv4(ip);
					const isOurs = subnet !== null && number !== null && inSubnet(subnet, number);
					const word = { text, at: { ...entry.at, length: text.length }, chain: entry.chain, quoted: false };
					return isOurs ? replaceWord(word, `${ip}/${subnet.prefix}`) : [];
				});
				yield { at: first.entry.at, chain: first.entry.chain, message, edits };
			}
	},
};
