import type { InputProblem } from '../base/errors.ts';
import { canonicalIp, inSubnet6, parseSubnet6 } from '../base/ip.ts';
import { formatIpv4, inSubnet, overlap, parseIpv4, parseSubnet, type Subnet } from '../base/ipv4.ts';
import { formatPath, type YamlPath, type YamlSource } from '../base/yaml-source.ts';
import type { ClusterYaml } from './cluster-schema.ts';
import { yamlProblem } from './cluster-yaml.ts';
import { isUnit } from './service-spec.ts';
import { furtherNicOf, nicOf, roleOf } from './yaml-defaults.ts';

/** An address of cluster.yaml and where it is written. */
interface PlacedAddress {
	path: YamlPath;
	text: string;
	owner: string;
	/** The network that it must lie in. */
	segment: Segment;
}

/** An IPv4 network of cluster.yaml and where it is written. */
interface Segment {
	path: YamlPath;
	cidr: string;
	/** As messages call it. */
	name: string;
}

/** What cluster.yaml says that no cluster can be: addresses that clash or are out of place, hosts that make no swarm. */
export function checkCluster(cluster: ClusterYaml, source: YamlSource): InputProblem[] {
	return [
		...checkSubnets(cluster, source),
		...checkAddresses(cluster, source),
		...checkAddresses6(cluster, source),
		...checkNics(cluster, source),
		...checkHosts(cluster, source),
	];
}

/** Every IPv4 network of cluster.yaml: the customers', then the further ones. */
const segmentsOf = ({ network, networks }: ClusterYaml): [Segment, ...Segment[]] => [
	{ path: ['network', 'subnet'], cidr: network.subnet, name: 'network.subnet' },
	...networks.map(({ subnet, name }, i) => ({ path: ['networks', i, 'subnet'], cidr: subnet, name })),
];

function checkSubnets(cluster: ClusterYaml, source: YamlSource): InputProblem[] {
	const all = segmentsOf(cluster).map((one) => ({ ...one, subnet: parseSubnet(one.cidr) }));
	const problems = all.flatMap(({ path, cidr, name, subnet }, i) => {
		if (!subnet) return [];
		const canonical = `${formatIpv4(subnet.network)}/${subnet.prefix}`;
		if (canonical !== cidr) return [yamlProblem(source, path, NOT_A_NETWORK, `Write ${canonical}`)];
		const other = all.slice(0, i).find((before) => before.subnet && overlap(before.subnet, subnet));
		if (!other) return [];
		return [yamlProblem(source, path, `overlaps ${other.name}`, `Give the segment ${name} a network of its own`)];
	});
	const { subnet6 } = cluster.network;
	const canonical6 = subnet6 === undefined ? null : parseSubnet6(subnet6)?.text;
	if (canonical6 && canonical6 !== subnet6 && canonicalIp(subnet6?.split('/')[0] ?? '') !== canonical6.split('/')[0])
		problems.push(yamlProblem(source, ['network', 'subnet6'], NOT_A_NETWORK, `Write ${canonical6}`));
	return problems;
}

const NOT_A_NETWORK = 'is an address in a network, not the network';

function checkAddresses(cluster: ClusterYaml, source: YamlSource): InputProblem[] {
	const seen = new Map<string, PlacedAddress>();
	return placedAddresses(cluster).flatMap((address) => {
		const first = seen.get(address.text);
		seen.set(address.text, first ?? address);
		const { cidr, name } = address.segment;
		const subnet = parseSubnet(cidr);
		const problem = first ? `is the address of ${first.owner} too` : subnet && misplaced(address.text, subnet, name);
		if (!problem) return [];
		const fix = first ? `Give ${address.owner} an address of its own` : `Write a host address of ${cidr}`;
		return [yamlProblem(source, address.path, problem, fix)];
	});
}

/** The floating IPs of cluster.yaml, and where each is written. */
const vipsOf = ({ vip }: ClusterYaml): { text: string; path: YamlPath }[] =>
	typeof vip === 'string' ? [{ text: vip, path: ['vip'] }] : vip.map((text, i) => ({ text, path: ['vip', i] }));

/** Hosts first, so that a clash is reported where the floating IP or the client is written. */
function placedAddresses(cluster: ClusterYaml): PlacedAddress[] {
	const { hosts, network } = cluster;
	const [customers, ...further] = segmentsOf(cluster);
	const addresses = hosts.flatMap(({ name, address, nics }, index): PlacedAddress[] => [
		{ path: ['hosts', index, 'address'], text: address, owner: `host ${name}`, segment: customers },
		...nics.flatMap((nic, i): PlacedAddress[] => {
			const segment = further.find((one) => one.name === nic.network);
			const path = ['hosts', index, 'nics', i, 'address'];
			return segment ? [{ path, text: nic.address, owner: `host ${name} on ${nic.network}`, segment }] : [];
		}),
	]);
	if (network.client !== undefined)
		addresses.push({ path: ['network', 'client'], text: network.client, owner: 'the client', segment: customers });
	// Customers ask the first floating IP; of another, any segment will do.
	const floating = vipsOf(cluster).flatMap(({ text, path }, i): PlacedAddress[] => {
		if (parseIpv4(text) === null) return [];
		return [{ path, text, owner: 'the floating IP', segment: i === 0 ? customers : homeOf(text, [customers, ...further]) }];
	});
	return [...addresses, ...floating];
}

/** The network that an address lies in; the customers' where it lies in none. */
function homeOf(text: string, segments: readonly [Segment, ...Segment[]]): Segment {
	const address = parseIpv4(text) ?? 0;
	const home = segments.find(({ cidr }) => {
		const subnet = parseSubnet(cidr);
		return subnet && inSubnet(subnet, address);
	});
	return home ?? segments[0];
}

function checkAddresses6(cluster: ClusterYaml, source: YamlSource): InputProblem[] {
	const { subnet6 } = cluster.network;
	const subnet = subnet6 === undefined ? null : parseSubnet6(subnet6);
	const hosts = cluster.hosts.flatMap(({ address6 }, i) =>
		address6 === undefined ? [] : [{ text: address6, path: ['hosts', i, 'address6'] as YamlPath }],
	);
	const floating = vipsOf(cluster).filter(({ text }) => text.includes(':'));
	const seen = new Set<string>();
	return [...hosts, ...floating].flatMap(({ text, path }) => {
		const address = canonicalIp(text);
		const isTwice = seen.size === seen.add(address).size;
		if (isTwice) return [yamlProblem(source, path, 'is there twice', 'Give each its own address')];
		if (address.startsWith('fe80:')) return [];
		if (!subnet)
			return [
				yamlProblem(
					source,
					path,
					'is IPv6, and the segment has no IPv6 network',
					'Add network.subnet6, for instance fd00:10::/64',
				),
			];
		return inSubnet6(subnet, address)
			? []
			: [yamlProblem(source, path, 'is outside network.subnet6', `Write an address of ${subnet.text}`)];
	});
}

/** NICs on segments that are there, each with a name of its own. */
function checkNics(cluster: ClusterYaml, source: YamlSource): InputProblem[] {
	const { hosts, networks, swarm: asked } = cluster;
	const swarm: { network?: string | undefined } = asked === 'none' ? {} : asked;
	const known = networks.map(({ name }) => name);
	const fix = known.length > 0 ? `Write one of ${known.join(', ')}` : 'List the segment in networks';
	const twice = networks.flatMap(({ name }, i) =>
		known.indexOf(name) === i
			? []
			: [yamlProblem(source, ['networks', i, 'name'], 'is there twice', 'Give every segment a name of its own')],
	);
	const ofHosts = hosts.flatMap((host, index) =>
		host.nics.flatMap((nic, i) => {
			const path: YamlPath = ['hosts', index, 'nics', i];
			if (!known.includes(nic.network)) return [yamlProblem(source, [...path, 'network'], 'is no segment of networks', fix)];
			const name = furtherNicOf(cluster, nic);
			const others = [nicOf(cluster, host), ...host.nics.slice(0, i).map((one) => furtherNicOf(cluster, one))];
			if (!others.includes(name)) return [];
			const where = nic.interface === undefined ? path : [...path, 'interface'];
			return [
				yamlProblem(
					source,
					where,
					`${name} is the name of another NIC of ${host.name} too`,
					'Write interface with a name of its own',
				),
			];
		}),
	);
	const lacking = hosts.filter(({ nics }) => !nics.some((nic) => nic.network === swarm.network)).map(({ name }) => name);
	const ofSwarm =
		swarm.network === undefined
			? []
			: !known.includes(swarm.network)
				? [yamlProblem(source, ['swarm', 'network'], 'is no segment of networks', fix)]
				: lacking.length > 0
					? [
							yamlProblem(
								source,
								['swarm', 'network'],
								`${lacking.join(', ')} has no NIC on it`,
								'Give every host a NIC on it in hosts[].nics',
							),
						]
					: [];
	return [...twice, ...ofHosts, ...ofSwarm];
}

function misplaced(text: string, subnet: Subnet, name: string): string | null {
	const address = parseIpv4(text);
	if (address === null) return null;
	if (!inSubnet(subnet, address)) return `is outside ${name}`;
	if (address === subnet.network) return "is the subnet's network address";
	return address === subnet.broadcast ? "is the subnet's broadcast address" : null;
}

/** A swarm has nodes and a service of its own, a cluster without one has neither. */
function checkRoles(cluster: ClusterYaml, source: YamlSource): InputProblem[] {
	const { hosts, service, swarm } = cluster;
	if (swarm === 'none') {
		const nodes = hosts.flatMap((host, i) => (roleOf(cluster, host) === 'none' ? [] : [i]));
		const problems = nodes.map((i) =>
			yamlProblem(source, ['hosts', i, 'role'], 'there is no swarm to have a role in', 'Write role: none, or remove swarm: none'),
		);
		if (isUnit(service)) return problems;
		const fix = 'Write name and port of what the hosts’ units serve, or remove swarm: none';
		return [...problems, yamlProblem(source, ['service'], 'there is no swarm to run it', fix)];
	}
	if (isUnit(service)) {
		const fix = 'Name a compose file or an image, or write swarm: none';
		return [yamlProblem(source, ['service'], 'the swarm is given nothing to run', fix)];
	}
	if (hosts.some((host) => roleOf(cluster, host) !== 'none')) return [];
	return [yamlProblem(source, ['hosts', 0, 'role'], 'no host is in the swarm', 'Write role: manager, or swarm: none')];
}

function checkHosts(cluster: ClusterYaml, source: YamlSource): InputProblem[] {
	const { hosts } = cluster;
	const problems: InputProblem[] = [];
	hosts.forEach(({ name }, index) => {
		const first = hosts.findIndex((host) => host.name === name);
		if (first === index) return;
		const problem = `is the name of ${formatPath(['hosts', first])} too`;
		problems.push(yamlProblem(source, ['hosts', index, 'name'], problem, 'Give every host a name of its own'));
	});
	problems.push(...checkRoles(cluster, source));
	const first = hosts.findIndex((host) => roleOf(cluster, host) !== 'none');
	if (hosts[first]?.role === 'worker') {
		const fix = 'Write role: manager, or list a manager first';
		problems.push(yamlProblem(source, ['hosts', first, 'role'], 'the first host starts the swarm, so it must be a manager', fix));
	}
	if (first >= 0 && hosts.every((host) => host.availability === 'drain' || roleOf(cluster, host) === 'none')) {
		const problem = 'every host is drained, so the service could run nowhere';
		problems.push(yamlProblem(source, ['hosts', first, 'availability'], problem, 'Leave at least one host active'));
	}
	if (hosts.every(({ keepalived }) => keepalived === undefined)) {
		const problem = 'no host has keepalived, so nobody would hold it';
		problems.push(yamlProblem(source, ['vip'], problem, 'Name the keepalived.conf of at least one host in hosts[].keepalived'));
	}
	return problems;
}
