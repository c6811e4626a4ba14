import { expect } from 'chai';
import { loadCluster } from '../load/load-cluster.ts';
import { build, edit, GOOD_CLUSTER, GOOD_CONF, problemsOf, STACK_CLUSTER } from './testing.ts';

const yaml = (from: string | RegExp, to: string) => () => build(edit(GOOD_CLUSTER, from, to));
const conf = (from: string | RegExp, to: string) => () => build(GOOD_CLUSTER, { 'b.conf': edit(GOOD_CONF, from, to) });
const host = (index: number) => `  - name: h${index}\n    address: 10.0.0.${index + 20}\n`;

/** Each starts with where the problem is; the rest of the message is what the tables of the parts check. */
const refused: [title: string, action: () => unknown, expected: string[]][] = [
	['text that is not YAML', () => build('name: "x\n'), ['c/cluster.yaml:2:1: yaml: this is not YAML: Missing closing "quote']],
	['an empty file', () => build(''), ['c/cluster.yaml:1:1: cluster.yaml: expected object, received null']],
	['a key twice', yaml('vip:', 'name: a\nvip:'), ['c/cluster.yaml:6:1: yaml: this is not YAML: Map keys must be unique']],
	['a missing key', yaml('vip: 10.0.0.200\n', ''), ['c/cluster.yaml:1:1: vip: is missing. Write the floating IP without p']],
	[
		'a missing key of a host',
		yaml('    address: 10.0.0.12\n', ''),
		['c/cluster.yaml:11:5: hosts[1].address: is missing. Write an IPv4 address'],
	],
	[
		'a mistyped key',
		yaml('vip:', 'vpi:'),
		['c/cluster.yaml:1:1: vip: is missing', 'c/cluster.yaml:6:1: vpi: unknown key (got "10.0.0.200"). Did you mean vip.'],
	],
	[
		'a mistyped key of a host',
		yaml('    address: 10.0.0.12', '    address: 10.0.0.12\n    adress: x'),
		['c/cluster.yaml:13:5: hosts[1].adress: unknown key (got "x"). Did you mean address.'],
	],
	[
		'a mistyped key of the inline service',
		yaml('targetPort', 'targtPort'),
		[
			'c/cluster.yaml:15:3: service.targetPort: is missing',
			'c/cluster.yaml:18:3: service.targtPort: unknown key (got 8080). Did you mean targetPort.',
		],
	],
	[
		'an unknown key',
		yaml('vip:', 'colour: red\nvip:'),
		['c/cluster.yaml:6:1: colour: unknown key (got "red"). Remove it; known here: name, network, netw'],
	],
	[
		'an image beside a stack',
		() => build(`${STACK_CLUSTER}  image: x\n`),
		['c/cluster.yaml:17:3: service.image: unknown key (got "x"). Remove it; known here: stack, name, port,'],
	],
	[
		'a wrong address',
		yaml('10.0.0.12', '10.0.0'),
		['c/cluster.yaml:12:14: hosts[1].address: is not a valid IPv4 address (got "10.0.0"). Write an IPv4 address'],
	],
	[
		'a wrong role',
		yaml('    keepalived: b', '    role: boss\n    keepalived: b'),
		['c/cluster.yaml:13:11: hosts[1].role: expected one of "manager" or "worker" or "none" (got "boss"). Write manager,'],
	],
	[
		'a number as a version',
		yaml('vip:', 'versions: { docker: 26 }\nvip:'),
		['c/cluster.yaml:6:21: versions.docker: expected string, received number (got 26). Write a version'],
	],
	[
		'a wrong pool',
		yaml('service:', 'swarm: { defaultAddressPool: big }\nservice:'),
		['c/cluster.yaml:14:30: swarm.defaultAddressPool: is neither a subnet nor `default` (got "big")'],
	],
	['a service that is no mapping', yaml(/service:[\s\S]*/, 'service: web\n'), ['c/cluster.yaml:14:10: service: ']],
	[
		'one host',
		yaml(/ {2}- name: docker2[\s\S]*b.conf\n/, ''),
		['c/cluster.yaml:8:3: hosts: has fewer than 2 hosts. List 2 to 9 hosts.'],
	],
	[
		'ten hosts',
		yaml('service:', `${[0, 1, 2, 3, 4, 5, 6, 7].map(host).join('')}service:`),
		['c/cluster.yaml:8:3: hosts: has more than 9 hosts. List 2 to 9 hosts.'],
	],
	[
		'a subnet with host bits',
		yaml('10.0.0.0/24', '10.0.0.1/24'),
		['c/cluster.yaml:3:11: network.subnet: is an address in a network, not the network (got "10.0.0.1/24"). Write 10.0.0.0/24.'],
	],
	[
		'one address for two hosts',
		yaml('10.0.0.12', '10.0.0.11'),
		['c/cluster.yaml:12:14: hosts[1].address: is the address of host docker1 too (got "10.0.0.11")'],
	],
	[
		'one name for two hosts',
		yaml('docker2', 'docker1'),
		['c/cluster.yaml:11:11: hosts[1].name: is the name of hosts[0] too (got "docker1")'],
	],
	[
		'a host outside the subnet',
		yaml('10.0.0.12', '10.0.1.12'),
		['c/cluster.yaml:12:14: hosts[1].address: is outside network.subnet (got "10.0.1.12"). Write a host address of 10.0.0.0/24.'],
	],
	[
		'a client outside the subnet',
		yaml('10.0.0.250', '10.0.1.250'),
		['c/cluster.yaml:5:11: network.client: is outside network.subnet (got "10.0.1.250")'],
	],
	[
		'a client with the address of a host',
		yaml('10.0.0.250', '10.0.0.12'),
		['c/cluster.yaml:5:11: network.client: is the address of host docker2 too (got "10.0.0.12")'],
	],
	[
		'a VIP outside the subnet',
		() => build(edit(GOOD_CLUSTER, '.200', '.2000').replace('10.0.0.2000', '10.9.0.200'), confs('10.9.0.200')),
		['c/cluster.yaml:6:6: vip: is outside network.subnet (got "10.9.0.200")'],
	],
	[
		'a VIP that is a host',
		() => build(edit(GOOD_CLUSTER, '10.0.0.200', '10.0.0.11'), confs('10.0.0.11')),
		['c/cluster.yaml:6:6: vip: is the address of host docker1 too (got "10.0.0.11")'],
	],
	[
		'a VIP that is the client',
		() => build(edit(GOOD_CLUSTER, '10.0.0.200', '10.0.0.250'), confs('10.0.0.250')),
		['c/cluster.yaml:6:6: vip: is the address of the client too (got "10.0.0.250")'],
	],
	[
		'a VIP that is the network',
		() => build(edit(GOOD_CLUSTER, '10.0.0.200', '10.0.0.0'), confs('10.0.0.0')),
		["c/cluster.yaml:6:6: vip: is the subnet's network address"],
	],
	[
		'a VIP that is the broadcast address',
		() => build(edit(GOOD_CLUSTER, '10.0.0.200', '10.0.0.255'), confs('10.0.0.255')),
		["c/cluster.yaml:6:6: vip: is the subnet's broadcast address"],
	],
	[
		'a worker first',
		yaml('    keepalived: a', '    role: worker\n    keepalived: a'),
		['c/cluster.yaml:10:11: hosts[0].role: the first host starts the swarm, so it must be a manager (got "worker")'],
	],
	[
		'everything drained',
		yaml(/ {4}keepalived/g, '    availability: drain\n    keepalived'),
		['c/cluster.yaml:10:19: hosts[0].availability: every host is drained'],
	],
	[
		'no keepalived at all',
		yaml(/ {4}keepalived.*\n/g, ''),
		['c/cluster.yaml:6:6: vip: no host has keepalived, so nobody would hold it'],
	],
	[
		'a full subnet',
		() =>
			build(
				edit(GOOD_CLUSTER, '10.0.0.0/24', '10.0.0.8/29')
					.replace('10.0.0.250', '10.0.0.10')
					.replace('10.0.0.200', '10.0.0.9')
					.replace('service:', 'XX')
					.replace('XX', `${[13, 14].map((n) => `  - name: h${n}\n    address: 10.0.0.${n}\n`).join('')}service:`),
				confs('10.0.0.9'),
			),
		['c/cluster.yaml:3:11: network.subnet: has no address left for the client and the gateway (got "10.0.0.8/29")'],
	],
	[
		'a missing keepalived file',
		() => build(GOOD_CLUSTER, { 'b.conf': undefined }),
		['c/cluster.yaml:13:17: hosts[1].keepalived: there is no such file (got "b.conf"). Create it'],
	],
	[
		'a missing stack file',
		() => build(STACK_CLUSTER, { 'stack.yml': undefined }),
		['c/cluster.yaml:15:10: service.stack: there is no such file (got "stack.yml"). Create it'],
	],
	[
		'a stack that is not YAML',
		() => build(STACK_CLUSTER, { 'stack.yml': 'services: [\n' }),
		['c/stack.yml:2:1: yaml: this is not YAML'],
	],
	[
		'an alias without its anchor',
		() => build(STACK_CLUSTER, { 'stack.yml': 'services: *x\n' }),
		['c/stack.yml:1: yaml: this is not YAML: Unresolved alias'],
	],
	[
		'an interface that no host has',
		conf('interface ens18', 'interface eth7'),
		[
			'c/b.conf:3: vrrp_instance VI_1 interface: an interface that the host does not have: the NIC of host docker2 is ens18 (got "eth7")',
		],
	],
	[
		'a conf without the VIP',
		conf('10.0.0.200', '10.0.0.201'),
		[
			'c/b.conf:8: vrrp_instance VI_1 virtual_ipaddress: the floating IP 10.0.0.200 of cluster.yaml is not among the addresses (got "10.0.0.201"). Write 10.0.0.200 here',
		],
	],
	[
		'a conf without addresses',
		conf('10.0.0.200/24 dev ens18', ''),
		[
			'c/b.conf:1: vrrp_instance VI_1 virtual_ipaddress: the floating IP 10.0.0.200 of cluster.yaml is not among the addresses. Write',
		],
	],
	[
		'a conf with unbalanced braces, and only them',
		conf(/\}\n\}\n$/, '}\n'),
		['c/b.conf:1:1: vrrp_instance VI_1: the block that opens here is never closed'],
	],
	[
		'a conf without an instance',
		() => build(GOOD_CLUSTER, { 'b.conf': '! nothing\n' }),
		['c/b.conf:1: vrrp_instance: there is none'],
	],
];

function confs(vip: string): Record<string, string> {
	const text = edit(GOOD_CONF, '10.0.0.200', vip);
	return { 'a.conf': text, 'b.conf': text };
}

const accepted: [title: string, action: () => unknown][] = [
	['differing VRIDs', conf('virtual_router_id 69', 'virtual_router_id 70')],
	['differing passwords', conf('priority 75', 'authentication { auth_type PASS\nauth_pass x }')],
	['the same priority twice, and an even number of managers', () => build(GOOD_CLUSTER)],
	['hosts without keepalived', yaml(/ {4}keepalived: b.conf\n/, '')],
	[
		'a second instance without the VIP',
		() => build(GOOD_CLUSTER, { 'b.conf': edit(GOOD_CONF, '.200', '.201').replace('VI_1', 'VI_2') + GOOD_CONF }),
	],
];

describe('buildClusterSpec', () => {
	for (const [title, action, expected] of refused) {
		it(`refuses ${title}`, () => {
			const problems = problemsOf(action);
			expect(problems.map((problem, index) => problem.slice(0, expected[index]?.length))).to.deep.equal(expected);
		});
	}
	for (const [title, action] of accepted) it(`accepts ${title}`, () => expect(problemsOf(action)).to.deep.equal([]));

	it('tells every problem of every file at once', () => {
		const files = {
			'a.conf': edit(GOOD_CONF, 'priority 75', 'priority 999'),
			'b.conf': undefined,
			'stack.yml': 'services: {}\n',
		};
		const problems = problemsOf(() => build(edit(STACK_CLUSTER, '10.0.0.250', '10.0.1.250'), files));
		expect(problems.map((problem) => problem.split(' ')[0])).to.deep.equal([
			'c/cluster.yaml:5:11:',
			'c/a.conf:5:11:',
			'c/cluster.yaml:13:17:',
			'c/cluster.yaml:16:9:',
		]);
	});
	it('reads the confs that an invalid cluster.yaml names', () => {
		const problems = problemsOf(() => build(edit(GOOD_CLUSTER, 'vip: 10.0.0.200', 'vip: x'), { 'b.conf': '' }));
		expect(problems.map((problem) => problem.split(' ')[0])).to.deep.equal(['c/cluster.yaml:6:6:', 'c/b.conf:1:']);
	});
	it('fills in the defaults', () => {
		const spec = build(GOOD_CLUSTER);
		expect(spec).to.deep.include({
			swarm: { defaultAddressPool: null, advertise: 'address', network: null },
			deviations: [],
			versions: { docker: null, keepalived: null },
		});
		expect(spec.hosts[0]).to.deep.include({
			role: 'manager',
			availability: 'active',
			interface: 'ens18',
			mac: '02:42:0a:00:00:0b',
		});
	});
	it('takes what cluster.yaml says', () => {
		const more =
			"swarm: { defaultAddressPool: 10.99.0.0/16, advertise: interface }\nversions: { docker: '26' }\ndeviations: [one]\n";
		const spec = build(
			edit(GOOD_CLUSTER, '    keepalived: b.conf', '    role: worker\n    availability: drain\n    interface: eth0') + more,
		);
		expect(spec.swarm).to.deep.equal({ defaultAddressPool: '10.99.0.0/16', advertise: 'interface', network: null });
		expect(spec).to.deep.include({ deviations: ['one'], versions: { docker: '26', keepalived: null } });
		expect(spec.hosts[1]).to.deep.include({ role: 'worker', availability: 'drain', interface: 'eth0', keepalived: null });
	});
	it('chooses a client and a gateway that nobody uses', () => {
		const open = edit(GOOD_CLUSTER, '  client: 10.0.0.250\n', '');
		expect(build(open).network).to.include({
			clientAddress: '10.0.0.250',
			clientMac: '02:42:0a:00:00:fa',
			gateway: '10.0.0.254',
		});
		const crowded = edit(edit(open, '10.0.0.11', '10.0.0.250'), '10.0.0.12', '10.0.0.254');
		expect(build(crowded).network).to.include({ clientAddress: '10.0.0.249', gateway: '10.0.0.253' });
		expect(build(edit(GOOD_CLUSTER, '10.0.0.250', '10.0.0.254')).network).to.include({ gateway: '10.0.0.253' });
	});
});

describe('loadCluster', () => {
	it('reads the seed as published', async () => {
		const spec = await loadCluster('fixtures/seed');
		expect(spec).to.deep.include({
			name: 'seed',
			vip: '10.0.0.200',
			swarm: { defaultAddressPool: '10.99.0.0/16', advertise: 'address', network: null },
		});
		expect(spec.network).to.deep.equal({
			subnet: '10.0.0.0/24',
			gateway: '10.0.0.254',
			clientAddress: '10.0.0.250',
			clientAddress6: null,
			clientMac: '02:42:0a:00:00:fa',
			subnet6: null,
		});
		expect(spec.hosts.map((one) => [one.name, one.address, one.interface, one.role, one.availability])).to.deep.equal([
			['docker1', '10.0.0.11', 'ens18', 'manager', 'active'],
			['docker2', '10.0.0.12', 'ens18', 'manager', 'active'],
			['docker3', '10.0.0.13', 'ens18', 'manager', 'active'],
		]);
		const instances = spec.hosts.map((one) => one.keepalived?.instances[0]);
		expect(instances.map((one) => [one?.state, one?.priority])).to.deep.equal([
			['MASTER', 100],
			['BACKUP', 75],
			['BACKUP', 50],
		]);
		for (const one of instances) {
			expect(one).to.deep.include({
				virtualRouterId: 69,
				version: 2,
				advertIntMs: 1000,
				downTimerAdverts: 3,
				authType: 'PASS',
				virtualIpAddresses: ['10.0.0.200'],
			});
		}
		const { compose: _compose, composeText, ...service } = spec.service;
		expect(composeText).to.match(/^# docker stack deploy -c stack.yml seed.*\n(.*\n)* {6}replicas: 3\n$/);
		expect(service).to.deep.equal({
			stackName: 'seed',
			serviceName: 'web',
			composeFile: 'stack.yml',
			image: 'vipdrill/web',
			images: ['vipdrill/web'],
			replicas: 3,
			publishedPort: 80,
			port: 80,
			targetPort: 8080,
			publishMode: 'ingress',
			path: '/',
		});
		expect(spec.deviations).to.have.length(2);
	});
	it('reads the same design to the letter: only the swarm’s address pool differs', async () => {
		const [seed, letter] = await Promise.all([loadCluster('fixtures/seed'), loadCluster('fixtures/seed-as-published')]);
		expect(letter.swarm).to.deep.equal({ ...seed.swarm, defaultAddressPool: null });
		expect(letter).to.deep.include({ network: seed.network, vip: seed.vip, versions: seed.versions });
		expect(letter.service.compose).to.deep.equal(seed.service.compose);
		const machines = ({ hosts }: typeof seed) => hosts.map(({ keepalived, ...host }) => ({ ...host, text: keepalived?.text }));
		expect(machines(letter)).to.deep.equal(machines(seed));
		expect(seed.deviations).to.include.members(letter.deviations);
	});
	it('takes the path of cluster.yaml too', async () => {
		const [byFile, byFolder] = await Promise.all([loadCluster('fixtures/seed/cluster.yaml'), loadCluster('fixtures/seed')]);
		expect(byFile).to.deep.equal(byFolder);
	});
	const missing: [dir: string, message: string][] = [
		[
			'fixtures/nowhere',
			'fixtures/nowhere: cluster folder: there is no such folder. Name a folder with a cluster.yaml, for instance fixtures/seed.',
		],
		['fixtures', 'fixtures/cluster.yaml: cluster.yaml: the folder has no readable cluster.yaml. Create it'],
		[
			'fixtures/nowhere/cluster.yaml',
			'fixtures/nowhere/cluster.yaml: cluster.yaml: the folder has no readable cluster.yaml. Create it',
		],
	];
	for (const [dir, message] of missing) {
		it(`refuses ${dir}`, async () => {
			const error: unknown = await loadCluster(dir).catch((reason: unknown) => reason);
			expect(error).to.have.property('code', 'BAD_INPUT');
			expect(error).to.have.property('message').that.includes(message);
		});
	}
});
