import type { Traffic } from '../../../scenario/fault.ts';
import { inLines, type Script, sh } from '../shell.ts';

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
	/** Whether the segment has an IPv6 network, whose packets are dropped as well. */
	ipv6: boolean;
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
export function installFilter(index: number, rules: FilterRules): Script {
	const chain = chainOf(index);
	const arp = arpRules(rules);
	return inLines([
		removeFilter(index),
		sh`ip=nft; iptables-nft -w -t raw -N ${chain} 2>/dev/null || ip=legacy`,
		sh`[ $ip = legacy ] || iptables-nft -w -t raw -X ${chain}`,
		sh`arp=nft; arptables-nft -N ${chain} 2>/dev/null || arp=legacy`,
		sh`[ $arp = legacy ] || arptables-nft -X ${chain}`,
		sh`echo "ip=$ip arp=$arp" > ${stateOf(index)}`,
		sh`printf '%s\\n' ${ipTables(chain, rules)} | iptables-$ip-restore -w --noflush`,
		// Addresses that get an error instead of silence are IPv4; IPv6 is silent.
		...(rules.ipv6
			? [sh`printf '%s\\n' ${ipTables(chain, { ...rules, rejectTo: [] })} | ip6tables-$ip-restore -w --noflush`]
			: []),
		...(arp.length === 0
			? []
			: [
					sh`arptables-$arp -N ${chain}`,
					...arp.map((match) => sh`arptables-$arp -A ${chain} -i ${rules.nic} ${match} -j DROP`),
					sh`arptables-$arp -I INPUT -j ${chain}`,
				]),
	]);
}

/** The tables that rules may be in, and where each is entered. The chain itself knows the NIC, so it can be left without. */
const HOOKS = { raw: 'PREROUTING', mangle: 'POSTROUTING', filter: 'OUTPUT' } as const;

/** A shell script that removes them again. Idempotent; does nothing where there are none. */
export function removeFilter(index: number): Script {
	const chain = chainOf(index);
	return inLines([
		sh`if [ -f ${stateOf(index)} ]; then`,
		sh`. ${stateOf(index)}`,
		...Object.entries(HOOKS).map(
			([table, hook]) => sh`if iptables-$ip -w -t ${table} -n -L ${chain} >/dev/null 2>&1; then
	iptables-$ip -w -t ${table} -D ${hook} -j ${chain} 2>/dev/null || true
	iptables-$ip -w -t ${table} -F ${chain}
	iptables-$ip -w -t ${table} -X ${chain}
fi
if ip6tables-$ip -w -t ${table} -n -L ${chain} >/dev/null 2>&1; then
	ip6tables-$ip -w -t ${table} -D ${hook} -j ${chain} 2>/dev/null || true
	ip6tables-$ip -w -t ${table} -F ${chain}
	ip6tables-$ip -w -t ${table} -X ${chain}
fi`,
		),
		sh`if arptables-$arp -n -L ${chain} >/dev/null 2>&1; then
	arptables-$arp -D INPUT -j ${chain} 2>/dev/null || true
	arptables-$arp -F ${chain}
	arptables-$arp -X ${chain}
fi`,
		sh`rm ${stateOf(index)}`,
		sh`fi`,
	]);
}

/** Lines for iptables-restore. It has quotes of its own, for NIC names that hold a quote or a backslash. */
function ipTables(chain: string, { nic, traffic, dropFrom, dropOut, probability, rejectTo }: FilterRules): string[] {
	const link = /^[\w.-]+$/.test(nic) ? nic : `"${nic.replaceAll(/["\\]/g, '\\$&')}"`;
	const chance = probability === null ? '' : ` -m statistic --mode random --probability ${probability}`;
	const from = dropFrom === null ? [] : dropFrom === 'anyone' ? [''] : dropFrom.map((mac) => ` -m mac --mac-source ${mac}`);
	const table = (name: keyof typeof HOOKS, rules: string[]) =>
		rules.length === 0 ? [] : [`*${name}`, `:${chain} -`, ...rules, `-I ${HOOKS[name]} -j ${chain}`, 'COMMIT'];
	const rule = (match: string, verdict: string) => `-A ${chain} ${match} -j ${verdict}`.replaceAll(/ +/g, ' ');
	return [
		...table(
			'raw',
			from.flatMap((source) => MATCHES[traffic].map((match) => rule(`-i ${link} ${match}${source}${chance}`, 'DROP'))),
		),
		...table('mangle', dropOut ? MATCHES[traffic].map((match) => rule(`-o ${link} ${match}${chance}`, 'DROP')) : []),
		...table(
			'filter',
			traffic === 'vrrp'
				? []
				: rejectTo.flatMap((address) =>
						MATCHES[traffic].flatMap((match) => [
							...(match.includes('udp')
								? []
								: [rule(`-o ${link} -d ${address} ${match || '-p tcp'}`, 'REJECT --reject-with tcp-reset')]),
							...(match.includes('tcp') ? [] : [rule(`-o ${link} -d ${address} ${match}`, 'REJECT')]),
						]),
					),
		),
	];
}

/** Matches for arptables, in words. ARP goes by only where everything is cut; a loss by chance spares it, for arptables rolls no dice. */
function arpRules({ traffic, dropFrom, probability }: FilterRules): string[][] {
	if (traffic !== 'all' || probability !== null || dropFrom === null) return [];
	return dropFrom === 'anyone' ? [[]] : dropFrom.map((mac) => ['--source-mac', mac]);
}
