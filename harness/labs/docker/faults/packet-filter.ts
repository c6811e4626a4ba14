import type { Traffic } from '../../../scenario/fault.ts';

/** What one machine is to drop. Addresses are those of others on its segment. */
export interface FilterRules {
	nic: string;
	traffic: Traffic;
	/** Hardware addresses whose packets do not come in; `anyone` for every packet; null for none. */
	dropFrom: readonly string[] | 'anyone' | null;
	/** Whether what the machine sends is lost on the way out. */
	dropOut: boolean;
	/** Share of the packets that are dropped, 0–1; null for all. Drops each packet at random, for itself. */
	probability: number | null;
	/** IPv4 addresses to which the machine's own programs get an error instead of silence. */
	rejectTo: readonly string[];
}

/** Swarm's ports (docs.docker.com, "Open protocols and ports between the hosts"). */
const MATCHES: Record<Traffic, readonly string[]> = {
	all: [''],
	vrrp: ['-p 112'],
	swarm: ['-p tcp -m multiport --ports 2377,7946', '-p udp -m multiport --ports 7946,4789'],
};

const chainOf = (index: number) => `VIPDRILL-${index}`;
/** Which iptables and arptables the rules are in, for the undo; in a tmpfs or a network namespace's own machine, gone when they are. */
const stateOf = (index: number) => `/run/vipdrill-filter-${index}`;

/** A shell script that installs the rules of the drill's fault `index` on a machine, by whichever iptables its kernel has. Idempotent. */
export function installFilter(index: number, rules: FilterRules): string {
	const chain = chainOf(index);
	const arp = arpRules(rules);
	return [
		'set -e',
		removeFilter(index),
		`ip=nft; iptables-nft -w -t raw -N ${chain} 2>/dev/null || ip=legacy`,
		`[ $ip = legacy ] || iptables-nft -w -t raw -X ${chain}`,
		`arp=nft; arptables-nft -N ${chain} 2>/dev/null || arp=legacy`,
		`[ $arp = legacy ] || arptables-nft -X ${chain}`,
		`echo "ip=$ip arp=$arp" > ${stateOf(index)}`,
		`iptables-$ip-restore -w --noflush <<'RULES'`,
		...ipTables(chain, rules),
		'RULES',
		...(arp.length > 0
			? [
					`arptables-$arp -N ${chain}`,
					...arp.map((match) => `arptables-$arp -A ${chain} ${match} -j DROP`),
					`arptables-$arp -I INPUT -i ${rules.nic} -j ${chain}`,
				]
			: []),
	].join('\n');
}

/** A shell script that removes them again. Idempotent; does nothing where there are none. */
export function removeFilter(index: number): string {
	const chain = chainOf(index);
	const hooks = [
		['raw', 'PREROUTING'],
		['mangle', 'POSTROUTING'],
		['filter', 'OUTPUT'],
	];
	return [
		`if [ -f ${stateOf(index)} ]; then`,
		`. ${stateOf(index)}`,
		...hooks.flatMap(([table, hook]) => [
			`rule=$(iptables-$ip -w -t ${table} -S ${hook} | grep -e '-j ${chain}$' | sed 's/^-A/-D/' || true)`,
			`[ -z "$rule" ] || { iptables-$ip -w -t ${table} $rule; iptables-$ip -w -t ${table} -F ${chain}; iptables-$ip -w -t ${table} -X ${chain}; }`,
		]),
		`if arptables-$arp -n -L ${chain} >/dev/null 2>&1; then`,
		`nic=$(arptables-$arp -n -L INPUT -v | sed -n 's/.*-j ${chain} .*-i \\([^ ]*\\) .*/\\1/p')`,
		`arptables-$arp -D INPUT \${nic:+-i $nic} -j ${chain}; arptables-$arp -F ${chain}; arptables-$arp -X ${chain}`,
		'fi',
		`rm ${stateOf(index)}`,
		'fi',
	].join('\n');
}

function ipTables(chain: string, { nic, traffic, dropFrom, dropOut, probability, rejectTo }: FilterRules): string[] {
	const chance = probability === null ? '' : ` -m statistic --mode random --probability ${probability}`;
	const from = dropFrom === null ? [] : dropFrom === 'anyone' ? [''] : dropFrom.map((mac) => ` -m mac --mac-source ${mac}`);
	const rule = (match: string, verdict: string) => `-A ${chain} ${match}${match ? ' ' : ''}-j ${verdict}`.replaceAll(/ +/g, ' ');
	const table = (name: string, hook: string, rules: string[]) =>
		rules.length === 0 ? [] : [`*${name}`, `:${chain} -`, ...rules, `-I ${hook} -j ${chain}`, 'COMMIT'];
	return [
		...table(
			'raw',
			`PREROUTING -i ${nic}`,
			from.flatMap((source) => MATCHES[traffic].map((match) => rule(`${match}${source}${chance}`, 'DROP'))),
		),
		...table(
			'mangle',
			`POSTROUTING -o ${nic}`,
			dropOut ? MATCHES[traffic].map((match) => rule(`${match}${chance}`, 'DROP')) : [],
		),
		...table(
			'filter',
			`OUTPUT -o ${nic}`,
			traffic === 'vrrp'
				? []
				: rejectTo.flatMap((address) =>
						MATCHES[traffic].flatMap((match) => [
							...(match.includes('udp') ? [] : [rule(`-d ${address} ${match || '-p tcp'}`, 'REJECT --reject-with tcp-reset')]),
							...(match.includes('tcp') ? [] : [rule(`-d ${address} ${match}`, 'REJECT')]),
						]),
					),
		),
	];
}

/** ARP goes by only where everything is cut; a loss by chance spares it, for arptables rolls no dice. */
function arpRules({ traffic, dropFrom, probability }: FilterRules): string[] {
	if (traffic !== 'all' || probability !== null || dropFrom === null) return [];
	return dropFrom === 'anyone' ? [''] : dropFrom.map((mac) => `--source-mac ${mac}`);
}
