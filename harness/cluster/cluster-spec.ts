import { InputError, type InputProblem } from '../base/errors.ts';
import { macFromIpv4, parseIpv4, parseSubnet } from '../base/ipv4.ts';
import { isRecord, valueAt, type YamlSource } from '../base/yaml-source.ts';
import { checkCluster } from './cluster-checks.ts';
import { type ClusterFiles, ReferencedFiles } from './cluster-files.ts';
import type { ClusterYaml } from './cluster-schema.ts';
import { parseClusterYaml, yamlProblem } from './cluster-yaml.ts';
import { overlay, readHostFiles } from './host-files.ts';
import { readHostKeepalived } from './host-keepalived.ts';
import { planAddresses } from './network-plan.ts';
import { readProbes } from './probes.ts';
import { readService } from './service-spec.ts';
import type { ClusterSpec, HostFileSpec, HostSpec, NetworkSpec } from './spec.ts';

/** A cluster folder's content. */
export interface ClusterInput {
	/** Absolute path of the folder. */
	dir: string;
	/** cluster.yaml, with its path as problems should show it. */
	clusterYaml: { path: string; text: string };
	files: ClusterFiles;
}

/**
 * Parses and validates a cluster folder. Throws one InputError with every problem of every file. Design mistakes that a drill can
 * show (differing VRIDs, passwords, priorities, an even number of managers) are no errors here: lint names them.
 */
export function buildClusterSpec(input: ClusterInput): ClusterSpec {
	const { source, value: cluster, problems } = parseClusterYaml(input.clusterYaml.path, input.clusterYaml.text);
	const files = new ReferencedFiles(input.files, source, problems);
	if (!cluster) {
		checkNamedConfs(source, files);
		return fail(problems);
	}
	problems.push(...checkCluster(cluster, source));
	const common = readHostFiles(cluster.files, ['files'], files);
	const hosts = cluster.hosts.map((host, index) => buildHost(cluster, host, index, files, common));
	const service = readService(cluster, source, files);
	const probes = readProbes(cluster, hosts, service?.publishedPort ?? 0, files);
	const network = buildNetwork(cluster, hosts, source, problems);
	if (!service || !network || problems.length > 0) return fail(problems);
	const { name, vip, swarm, versions, deviations } = cluster;
	return {
		name,
		dir: input.dir,
		hosts,
		network,
		vip,
		swarm: {
			defaultAddressPool: swarm.defaultAddressPool === 'default' ? null : swarm.defaultAddressPool,
			advertise: swarm.advertise,
		},
		service,
		probes,
		versions: { docker: versions.docker ?? null, keepalived: versions.keepalived ?? null },
		deviations,
	};
}

/** Reads the keepalived.confs that an invalid cluster.yaml names, so that their problems are told in the same breath. */
function checkNamedConfs(source: YamlSource, files: ReferencedFiles): void {
	const hosts = valueAt(source.value, ['hosts']);
	if (!Array.isArray(hosts)) return;
	hosts.forEach((host: unknown, index) => {
		const file = isRecord(host) ? host.keepalived : undefined;
		if (typeof file !== 'string' || file === '') return;
		readHostKeepalived(
			file,
			['hosts', index, 'keepalived'],
			{ name: null, interface: null, vip: null, files: [], version: null },
			files,
		);
	});
}

function buildHost(
	cluster: ClusterYaml,
	host: ClusterYaml['hosts'][number],
	index: number,
	files: ReferencedFiles,
	common: readonly HostFileSpec[],
): HostSpec {
	const { name, address, role, availability, keepalived } = host;
	const nic = host.interface ?? cluster.network.interface;
	const all = overlay(common, readHostFiles(host.files, ['hosts', index, 'files'], files));
	const facts = { name, interface: nic, vip: cluster.vip, files: all, version: cluster.versions.keepalived ?? null };
	return {
		name,
		address,
		mac: macOf(address),
		interface: nic,
		role,
		availability,
		keepalived: keepalived === undefined ? null : readHostKeepalived(keepalived, ['hosts', index, 'keepalived'], facts, files),
		files: all,
	};
}

/** Null (and a problem) where the subnet has no address left for the client or the gateway. */
function buildNetwork(
	{ network, vip }: ClusterYaml,
	hosts: readonly HostSpec[],
	source: YamlSource,
	problems: InputProblem[],
): NetworkSpec | null {
	const subnet = parseSubnet(network.subnet);
	const held = hosts.flatMap(({ keepalived }) => keepalived?.instances.flatMap((one) => one.virtualIpAddresses) ?? []);
	const taken = new Set([vip, ...hosts.map(({ address }) => address), ...held].flatMap((address) => parseIpv4(address) ?? []));
	const plan = subnet && planAddresses(subnet, taken, network.client === undefined ? null : parseIpv4(network.client));
	if (plan?.client && plan.gateway) {
		return { subnet: network.subnet, gateway: plan.gateway, clientAddress: plan.client, clientMac: macOf(plan.client) };
	}
	const problem = 'has no address left for the client and the gateway';
	problems.push(yamlProblem(source, ['network', 'subnet'], problem, 'Use a larger subnet, for instance a /24'));
	return null;
}

function macOf(address: string): string {
	return macFromIpv4(parseIpv4(address) ?? 0);
}

function fail(problems: readonly InputProblem[]): never {
	const [first, ...rest] = problems;
	if (!first) throw new Error('the cluster was refused without a reason; this is a bug in vipdrill');
	throw new InputError([first, ...rest]);
}
