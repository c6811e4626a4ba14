import type { InputProblem } from '../base/errors.ts';
import { formatIpv4, inSubnet, parseIpv4, parseSubnet, type Subnet } from '../base/ipv4.ts';
import { formatPath, type YamlPath, type YamlSource } from '../base/yaml-source.ts';
import type { ClusterYaml } from './cluster-schema.ts';
import { yamlProblem } from './cluster-yaml.ts';

/** An address of cluster.yaml and where it is written. */
interface PlacedAddress {
	path: YamlPath;
	text: string;
	owner: string;
}

/** What cluster.yaml says that no cluster can be: addresses that clash or are out of place, hosts that make no swarm. */
export function checkCluster(cluster: ClusterYaml, source: YamlSource): InputProblem[] {
	return [...checkSubnet(cluster, source), ...checkAddresses(cluster, source), ...checkHosts(cluster, source)];
}

function checkSubnet({ network }: ClusterYaml, source: YamlSource): InputProblem[] {
	const subnet = parseSubnet(network.subnet);
	const canonical = subnet && `${formatIpv4(subnet.network)}/${subnet.prefix}`;
	if (!canonical || canonical === network.subnet) return [];
	return [yamlProblem(source, ['network', 'subnet'], 'is an address in a network, not the network', `Write ${canonical}`)];
}

function checkAddresses(cluster: ClusterYaml, source: YamlSource): InputProblem[] {
	const subnet = parseSubnet(cluster.network.subnet);
	const seen = new Map<string, PlacedAddress>();
	return placedAddresses(cluster).flatMap((address) => {
		const first = seen.get(address.text);
		seen.set(address.text, first ?? address);
		const problem = first ? `is the address of ${first.owner} too` : subnet && misplaced(address.text, subnet);
		if (!problem) return [];
		const fix = first ? `Give ${address.owner} an address of its own` : `Write a host address of ${cluster.network.subnet}`;
		return [yamlProblem(source, address.path, problem, fix)];
	});
}

/** Hosts first, so that a clash is reported where the VIP or the client is written. */
function placedAddresses({ hosts, network, vip }: ClusterYaml): PlacedAddress[] {
	const addresses: PlacedAddress[] = hosts.map(({ name, address }, index) => {
		return { path: ['hosts', index, 'address'], text: address, owner: `host ${name}` };
	});
	if (network.client !== undefined) addresses.push({ path: ['network', 'client'], text: network.client, owner: 'the client' });
	return [...addresses, { path: ['vip'], text: vip, owner: 'the floating IP' }];
}

function misplaced(text: string, subnet: Subnet): string | null {
	const address = parseIpv4(text);
	if (address === null) return null;
	if (!inSubnet(subnet, address)) return 'is outside network.subnet';
	if (address === subnet.network) return "is the subnet's network address";
	return address === subnet.broadcast ? "is the subnet's broadcast address" : null;
}

function checkHosts({ hosts }: ClusterYaml, source: YamlSource): InputProblem[] {
	const problems: InputProblem[] = [];
	hosts.forEach(({ name }, index) => {
		const first = hosts.findIndex((host) => host.name === name);
		if (first === index) return;
		const problem = `is the name of ${formatPath(['hosts', first])} too`;
		problems.push(yamlProblem(source, ['hosts', index, 'name'], problem, 'Give every host a name of its own'));
	});
	if (hosts[0]?.role === 'worker') {
		const fix = 'Write role: manager, or list a manager first';
		problems.push(yamlProblem(source, ['hosts', 0, 'role'], 'the first host starts the swarm, so it must be a manager', fix));
	}
	if (hosts.every(({ availability }) => availability === 'drain')) {
		const problem = 'every host is drained, so the service could run nowhere';
		problems.push(yamlProblem(source, ['hosts', 0, 'availability'], problem, 'Leave at least one host active'));
	}
	if (hosts.every(({ keepalived }) => keepalived === undefined)) {
		const problem = 'no host has keepalived, so nobody would hold it';
		problems.push(yamlProblem(source, ['vip'], problem, 'Name the keepalived.conf of at least one host in hosts[].keepalived'));
	}
	return problems;
}
