import { expect } from 'chai';
import { type FilterRules, installFilter, removeFilter } from './packet-filter.ts';

const NOTHING: FilterRules = {
	...{ nic: 'ens18', traffic: 'all', dropFrom: null, dropOut: false, probability: null, ipv6: false, rejectTo: [] },
};
const A = '02:42:0a:00:00:0b';

/** What iptables is given, without the boiler plate around it. */
const rulesOf = (over: Partial<FilterRules>) =>
	(/^printf '%s\\n' (.*) \| iptables/m.exec(installFilter(3, { ...NOTHING, ...over }).text)?.[1] ?? '')
		.split(/' '|' | '/)
		.map((word) => word.replaceAll("'", ''))
		.filter((line) => /^(\*|-A|-I)/.test(line));
const arpOf = (over: Partial<FilterRules>) =>
	installFilter(3, { ...NOTHING, ...over })
		.text.split('\n')
		.filter((line) => /^arptables-\$arp -[AI]/.test(line));

describe('installFilter', () => {
	it('drops all that comes from a hardware address, ARP too', () => {
		expect(rulesOf({ dropFrom: [A] })).to.deep.equal([
			'*raw',
			`-A VIPDRILL-3 -i ens18 -m mac --mac-source ${A} -j DROP`,
			'-I PREROUTING -j VIPDRILL-3',
		]);
		expect(arpOf({ dropFrom: [A] })).to.deep.equal([
			`arptables-$arp -A VIPDRILL-3 -i ens18 --source-mac ${A} -j DROP`,
			'arptables-$arp -I INPUT -j VIPDRILL-3',
		]);
	});
	it('drops IPv6 too where the segment has it, and sends no errors there', () => {
		const of = (ipv6: boolean) =>
			installFilter(3, { ...NOTHING, ipv6, traffic: 'vrrp', dropFrom: [A], rejectTo: ['10.0.0.11'] })
				.text.split('\n')
				.filter((line) => line.endsWith('ip6tables-$ip-restore -w --noflush'));
		expect(of(false)).to.deep.equal([]);
		expect(of(true)).to.deep.equal([
			`printf '%s\\n' '*raw' ':VIPDRILL-3 -' '-A VIPDRILL-3 -i ens18 -p 112 -m mac --mac-source ${A} -j DROP' '-I PREROUTING -j VIPDRILL-3' COMMIT | ip6tables-$ip-restore -w --noflush`,
		]);
		expect(removeFilter(3).text).to.include('ip6tables-$ip -w -t raw -X VIPDRILL-3');
	});
	it('leaves ARP alone where only VRRP is meant', () => {
		expect(rulesOf({ dropFrom: [A], traffic: 'vrrp' })[1]).to.equal(
			`-A VIPDRILL-3 -i ens18 -p 112 -m mac --mac-source ${A} -j DROP`,
		);
		expect(arpOf({ dropFrom: [A], traffic: 'vrrp' })).to.deep.equal([]);
	});
	it("knows Swarm's ports", () => {
		expect(rulesOf({ dropFrom: [A], traffic: 'swarm' }).slice(1, 3)).to.deep.equal([
			`-A VIPDRILL-3 -i ens18 -p tcp -m multiport --ports 2377,7946 -m mac --mac-source ${A} -j DROP`,
			`-A VIPDRILL-3 -i ens18 -p udp -m multiport --ports 7946,4789 -m mac --mac-source ${A} -j DROP`,
		]);
	});
	it('rolls dice for each packet, both ways, and not for ARP', () => {
		expect(rulesOf({ dropFrom: 'anyone', dropOut: true, probability: 0.3 })).to.deep.equal([
			'*raw',
			'-A VIPDRILL-3 -i ens18 -m statistic --mode random --probability 0.3 -j DROP',
			'-I PREROUTING -j VIPDRILL-3',
			'*mangle',
			'-A VIPDRILL-3 -o ens18 -m statistic --mode random --probability 0.3 -j DROP',
			'-I POSTROUTING -j VIPDRILL-3',
		]);
		expect(arpOf({ dropFrom: 'anyone', dropOut: true, probability: 0.3 })).to.deep.equal([]);
	});
	it('rejects what the machine itself sends: TCP by a reset, the rest by ICMP; never VRRP', () => {
		expect(rulesOf({ rejectTo: ['10.0.0.11'] })).to.deep.equal([
			'*filter',
			'-A VIPDRILL-3 -o ens18 -d 10.0.0.11 -p tcp -j REJECT --reject-with tcp-reset',
			'-A VIPDRILL-3 -o ens18 -d 10.0.0.11 -j REJECT',
			'-I OUTPUT -j VIPDRILL-3',
		]);
		expect(rulesOf({ rejectTo: ['10.0.0.11'], traffic: 'vrrp' })).to.deep.equal([]);
	});
	it('begins by removing what an earlier attempt has left', () => {
		expect(installFilter(3, NOTHING).text).to.include(removeFilter(3).text);
	});
	it('gives a NIC whose name holds a quote to iptables in its own quotes', () => {
		const { text } = installFilter(3, { ...NOTHING, nic: 'a"b\\', dropOut: true });
		expect(text).to.include('-o "a\\"b\\\\" -j DROP');
	});
});
