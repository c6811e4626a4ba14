import { cluster, instance } from '../examples.ts';
import type { Rule } from '../rule.ts';

const FILES = /(nftables\.conf|\.nft|iptables\/rules\.v4|sysconfig\/iptables|ufw\/(before|user|after)\.rules|iptables\.rules)$/;
const DROPS = /policy\s+(drop|reject)|^:INPUT\s+DROP|-P\s+INPUT\s+DROP|-A\s+INPUT\s+-j\s+(DROP|REJECT)/im;
const PORTS = ['2377', '7946', '4789'];

const inline = 'service: { name: web, image: web, publishedPort: 80, targetPort: 80 }\n';
const withPorts = (ports: string) =>
	cluster(
		{ 'a.conf': instance() },
		{
			yaml: `files:\n  - { from: nftables.conf, to: /etc/nftables.conf }\n${inline}`,
			more: {
				'nftables.conf': `table inet filter {\n  chain input {\n    type filter hook input priority 0; policy drop;\n    ip protocol vrrp accept\n    tcp dport { ${ports} } accept\n    udp dport { ${ports} } accept\n  }\n}\n`,
			},
		},
	);

/** A packet filter among the host's files that drops what a swarm needs. */
export const S2: Rule = {
	id: 'S2',
	name: 'swarm-filtered',
	severity: 'warning',
	since: '0.1.0',
	about: 'cluster',
	says: 'Without 2377/tcp no node joins, without 7946/tcp and udp the nodes do not know each other’s tasks, and without 4789/udp requests through the mesh vanish.',
	fix: 'Let 2377/tcp, 7946/tcp, 7946/udp and 4789/udp in from the other hosts',
	drill: null,
	proof: null,
	bad: { files: withPorts('80, 2377'), at: ['nftables.conf:3'] },
	good: { files: withPorts('80, 2377, 7946, 4789') },
	*check({ input }) {
		for (const { files } of input.hosts)
			for (const { source, target, text } of files ?? []) {
				const missing = PORTS.filter((port) => !text.includes(port));
				if (!FILES.test(target) || missing.length === 0) continue;
				const lines = text.split('\n');
				const line = lines.findIndex((one) => DROPS.test(one));
				if (line < 0) continue;
				const at = { file: source, line: line + 1, column: 1, length: lines[line]?.length ?? 0 };
				yield { at, message: `${target} drops what it does not name, and names ${missing.join(', ')} nowhere` };
			}
	},
};
