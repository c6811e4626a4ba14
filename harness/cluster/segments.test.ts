import { expect } from 'chai';
import type { ClusterSpec } from './spec.ts';
import { build, edit, GOOD_CONF, problemsOf } from './testing.ts';
import { candidates, nextInLine } from './theory.ts';

/** Two hosts with a second NIC each, for VRRP, an IPv6 network, and two floating IPs. */
const RICH = `name: rich
network:
  subnet: 10.0.0.0/24
  subnet6: fd00:10::/64
  interface: ens18
networks:
  - name: heartbeat
    subnet: 172.16.0.0/24
    interface: eth1
vip: [10.0.0.200, 'FD00:10:0::200']
hosts:
  - name: docker1
    address: 10.0.0.11
    nics: [{ network: heartbeat, address: 172.16.0.12 }]
    keepalived: a.conf
  - name: docker2
    address: 10.0.0.12
    address6: fd00:10::beef
    nics: [{ network: heartbeat, address: 172.16.0.11, interface: bond0.7 }]
    keepalived: b.conf
swarm: { network: heartbeat }
service: { name: web, image: vipdrill/web, publishedPort: 80, targetPort: 8080 }
`;
const conf = (nic: string, priority = 75) =>
	edit(edit(GOOD_CONF, 'interface ens18', `interface ${nic}`), 'priority 75', `priority ${priority}`) +
	'vrrp_instance VI_6 {\ninterface ens18\nvirtual_router_id 6\nvirtual_ipaddress {\nfe80::6\nfd00:10::200\n}\nvirtual_ipaddress_excluded {\n10.0.0.77\n}\n}\n';

const rich = (yaml = RICH): ClusterSpec => build(yaml, { 'a.conf': conf('eth1'), 'b.conf': conf('bond0.7') });

describe('a cluster of several segments and floating IPs', () => {
	it('has every floating IP, what only the configurations name last', () => {
		const { vip, vips } = rich();
		expect(vip).to.equal('10.0.0.200');
		expect(vips).to.deep.equal(['10.0.0.200', 'fd00:10::200', 'fe80::6', '10.0.0.77']);
	});
	it('has its hosts on each segment', () => {
		const { hosts, networks, network, swarm } = rich();
		expect(hosts.map(({ address6, nics }) => [address6, nics])).to.deep.equal([
			['fd00:10::11', [{ network: 'heartbeat', address: '172.16.0.12', interface: 'eth1', mac: '02:42:ac:10:00:0c' }]],
			['fd00:10::beef', [{ network: 'heartbeat', address: '172.16.0.11', interface: 'bond0.7', mac: '02:42:ac:10:00:0b' }]],
		]);
		expect(networks).to.deep.equal([
			{ name: 'heartbeat', subnet: '172.16.0.0/24', clientAddress: '172.16.0.250', clientMac: '02:42:ac:10:00:fa' },
		]);
		expect(network).to.include({ clientAddress6: 'fd00:10::250', subnet6: 'fd00:10::/64' });
		expect(swarm.network).to.equal('heartbeat');
	});
	it('gives the observer an address that no host has, on each segment', () => {
		const crowded = edit(RICH, '172.16.0.12', '172.16.0.250');
		expect(rich(crowded).networks[0]).to.include({ clientAddress: '172.16.0.249' });
	});
	it('lets the address on the NIC that VRRP runs on decide between equal priorities', () => {
		expect(nextInLine(rich())).to.equal('docker1');
		expect(candidates(rich(), 'fd00:10::200').map(({ address }) => address)).to.deep.equal(['10.0.0.11', '10.0.0.12']);
	});
	it('lets an instance hold an excluded floating IP of the other family', () => {
		expect(candidates(rich(), '10.0.0.77').map(({ priority }) => priority)).to.deep.equal([100, 100]);
	});

	const refused: [title: string, yaml: string, expected: string][] = [
		[
			'a segment twice',
			edit(RICH, 'vip:', '  - { name: heartbeat, subnet: 172.17.0.0/24, interface: eth2 }\nvip:'),
			'networks[1].name: is there twice (got "heartbeat"). Give every segment a name of its own.',
		],
		[
			'segments that overlap',
			edit(RICH, '172.16.0.0/24', '10.0.0.0/16'),
			'networks[0].subnet: overlaps network.subnet (got "10.0.0.0/16"). Give the segment heartbeat a network of its own.',
		],
		[
			'a segment that is an address',
			edit(RICH, '172.16.0.0/24', '172.16.0.1/24'),
			'networks[0].subnet: is an address in a network, not the network (got "172.16.0.1/24"). Write 172.16.0.0/24.',
		],
		[
			'a NIC outside its segment',
			edit(RICH, '172.16.0.12', '172.16.1.12'),
			'hosts[0].nics[0].address: is outside heartbeat (got "172.16.1.12"). Write a host address of 172.16.0.0/24.',
		],
		[
			'a NIC on no segment',
			edit(RICH, 'network: heartbeat, address: 172.16.0.12', 'network: storage, address: 172.16.0.12'),
			'hosts[0].nics[0].network: is no segment of networks (got "storage"). Write one of heartbeat.',
		],
		[
			'a NIC of the name of another',
			edit(RICH, 'interface: bond0.7', 'interface: ens18'),
			'hosts[1].nics[0].interface: ens18 is the name of another NIC of docker2 too (got "ens18"). Write interface with a name of its own.',
		],
		[
			'an address twice',
			edit(RICH, '172.16.0.12', '172.16.0.11'),
			'hosts[1].nics[0].address: is the address of host docker1 on heartbeat too (got "172.16.0.11"). Give host docker2 on heartbeat an address of its own.',
		],
		[
			'a swarm on no segment',
			edit(RICH, 'swarm: { network: heartbeat }', 'swarm: { network: backbone }'),
			'swarm.network: is no segment of networks (got "backbone"). Write one of heartbeat.',
		],
		[
			'a host without a NIC for the swarm',
			edit(RICH, /\n {4}nics: .*172.16.0.12.*/, ''),
			'swarm.network: docker1 has no NIC on it (got "heartbeat"). Give every host a NIC on it in hosts[].nics.',
		],
		[
			'IPv6 without a network',
			edit(RICH, '  subnet6: fd00:10::/64\n', ''),
			'hosts[1].address6: is IPv6, and the segment has no IPv6 network (got "fd00:10::beef"). Add network.subnet6, for instance fd00:10::/64.',
		],
		[
			'IPv6 outside its network',
			edit(RICH, 'fd00:10::beef', 'fd00:11::beef'),
			'hosts[1].address6: is outside network.subnet6 (got "fd00:11::beef"). Write an address of fd00:10::/64.',
		],
		[
			'IPv6 twice',
			edit(RICH, 'fd00:10::beef', 'fd00:10::200'),
			'vip[1]: is there twice (got "FD00:10:0::200"). Give each its own address.',
		],
		[
			'an IPv6 network that is an address',
			edit(RICH, 'fd00:10::/64', 'fd00:10::1/64'),
			'network.subnet6: is an address in a network, not the network (got "fd00:10::1/64"). Write fd00:10::/64.',
		],
	];
	for (const [title, yaml, expected] of refused)
		it(`is refused with ${title}`, () => {
			const problems = problemsOf(() => rich(yaml)).filter((problem) => problem.startsWith('c/cluster.yaml'));
			expect(problems.map((problem) => problem.replace(/^\S+ /, ''))[0]).to.equal(expected);
		});
	it('is refused where an instance runs on a NIC that the host does not have', () => {
		const [problem = ''] = problemsOf(() => build(RICH, { 'a.conf': conf('eth9'), 'b.conf': conf('bond0.7') }));
		expect(problem).to.contain('the NICs of host docker1 are ens18, eth1 (got "eth9"). Write one of ens18, eth1, correct');
	});
	it('may have its only IPv4 floating IP on a further segment, where the first is IPv6', () => {
		const yaml = edit(RICH, "[10.0.0.200, 'FD00:10:0::200']", "['FD00:10:0::200', 172.16.0.200]");
		expect(rich(yaml).vips).to.deep.equal(['fd00:10::200', '172.16.0.200', '10.0.0.200', 'fe80::6', '10.0.0.77']);
	});
	it('may have a floating IP that is not the first on a further segment', () => {
		expect(problemsOf(() => rich(edit(RICH, "'FD00:10:0::200'", '172.16.0.200')))).to.deep.equal([]);
		expect(problemsOf(() => rich(edit(RICH, '[10.0.0.200,', '[172.16.0.200,')))[0]).to.contain('is outside network.subnet');
	});
});
