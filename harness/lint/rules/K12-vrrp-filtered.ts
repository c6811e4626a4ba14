import { cluster, instance } from '../examples.ts';
import type { Rule } from '../rule.ts';

const RULES_FILES =
	/(nftables\.conf|\.nft|iptables\/rules\.v4|sysconfig\/iptables|ufw\/(before|user|after)\.rules|iptables\.rules)$/;
const DROPS =
	/policy\s+(drop|reject)|^:INPUT\s+DROP|-P\s+INPUT\s+DROP|-A\s+INPUT\s+-j\s+(DROP|REJECT)|^\s*(drop|reject)\s*;?\s*$/im;
const LETS = /\bvrrp\b|\b112\b|224\.0\.0\.18/i;

const filter = (line: string) =>
	`table inet filter {\n  chain input {\n    type filter hook input priority 0; policy drop;\n    ct state established accept\n${line}  }\n}\n`;
const withFilter = (line: string) =>
	cluster(
		{ 'a.conf': instance() },
		{
			yaml: 'files:\n  - { from: nftables.conf, to: /etc/nftables.conf }\nservice: { name: web, image: web, publishedPort: 80, targetPort: 80 }\n',
			more: { 'nftables.conf': filter(line) },
		},
	);

/** A packet filter among the host's files that drops VRRP. */
export const K12: Rule = {
	id: 'K12',
	name: 'vrrp-filtered',
	severity: 'warning',
	since: '0.1.0',
	about: 'cluster',
	says: 'The hosts do not hear each other’s advertisements (protocol 112, to 224.0.0.18), so all of them hold the floating IP.',
	fix: 'Let protocol vrrp (112) in, for instance: ip protocol vrrp accept',
	drill: 'vrrp-partition',
	proof: { where: 'docs/evidence.md', quote: 'vrrp-partition | seed | 1 + 1 lost' },
	bad: { files: withFilter(''), at: ['nftables.conf:3'] },
	good: { files: withFilter('    ip protocol vrrp accept\n') },
	*check({ input }) {
		for (const { files, conf } of input.hosts)
			for (const { source, target, text } of files ?? []) {
				if (!conf || !RULES_FILES.test(target) || LETS.test(text)) continue;
				const lines = text.split('\n');
				const line = lines.findIndex((one) => DROPS.test(one));
				if (line < 0) continue;
				const at = { file: source, line: line + 1, column: 1, length: lines[line]?.length ?? 0 };
				yield { at, message: `${target} drops what it does not name, and names neither vrrp, protocol 112 nor 224.0.0.18` };
			}
	},
};
