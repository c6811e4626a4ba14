import type { LintInput } from './input.ts';

/** What these files do not tell, so that nobody takes silence for a proof. */
export function notChecked({ cluster, hosts }: LintInput): string[] {
	const files = hosts.flatMap((host) => host.files ?? []);
	const hasFilter = files.some(({ target }) => /nftables|iptables|\/ufw\//.test(target));
	return [
		'other clusters’ VRIDs on the segment (tcpdump -n proto 112 shows them)',
		...(hasFilter ? [] : ['packet filters (K12, S2): none among the files']),
		...(cluster ? [] : ['whether NICs and scripts exist (K15, K16), and the swarm (S1 to S14): there is no cluster.yaml']),
		...(hosts.length > 1 ? [] : ['what must agree between hosts (K1, K4, K10, K13): this is one host']),
	];
}
