import { InputError, type InputProblem } from '../base/errors.ts';
import { canonicalIp, hostOf6, parseSubnet6 } from '../base/ip.ts';
import { macFromIpv4, parseIpv4, parseSubnet } from '../base/ipv4.ts';
import { isRecord, valueAt, type YamlPath, type YamlSource } from '../base/yaml-source.ts';
import { checkCluster } from './cluster-checks.ts';
import { type ClusterFiles, ReferencedFiles } from './cluster-files.ts';
import type { ClusterYaml } from './cluster-schema.ts';
import { parseClusterYaml, yamlProblem } from './cluster-yaml.ts';
import { overlay, readHostFiles } from './host-files.ts';
import { readHostKeepalived } from './host-keepalived.ts';
import { planAddresses } from './network-plan.ts';
import { readProbes } from './probes.ts';
import { readService } from './service-spec.ts';
import type { ClusterSpec, HostFileSpec, HostSpec, NicSpec } from './spec.ts';
import { everyVip, listedVips } from './vips.ts';
import { furtherNicOf, nicOf, roleOf } from './yaml-defaults.ts';

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
	const probes = readProbes(cluster, hosts, service?.port ?? 0, files);
	const network = buildNetwork(cluster, hosts, source, problems);
	if (!service || !network || problems.length > 0) return fail(problems);
	const { name, versions, deviations } = cluster;
	const swarm = cluster.swarm === 'none' ? null : cluster.swarm;
	const vips = everyVip(cluster, hosts);
	return {
		name,
		dir: input.dir,
		hosts,
		...network,
		vip: vips[0] ?? '',
		vips,
		swarm: {
			defaultAddressPool: swarm && swarm.defaultAddressPool !== 'default' ? swarm.defaultAddressPool : null,
			advertise: swarm?.advertise ?? 'address',
			network: swarm?.network ?? null,
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
			{ name: null, interfaces: null, vips: null, files: [], version: null },
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
	const { name, address, availability, keepalived, units } = host;
	const nic = nicOf(cluster, host);
	const all = overlay(common, readHostFiles(host.files, ['hosts', index, 'files'], files));
	const nics = host.nics.map(
		(one): NicSpec => ({ ...one, interface: furtherNicOf(cluster, one) ?? '', mac: macOf(one.address) }),
	);
	const facts = {
		name,
		interfaces: [nic, ...nics.map((one) => one.interface)],
		vips: listedVips(cluster),
		files: all,
		version: cluster.versions.keepalived ?? null,
	};
	return {
		name,
		address,
		mac: macOf(address),
		address6: host.address6 === undefined ? address6Of(cluster, address) : canonicalIp(host.address6),
		interface: nic,
		nics,
		role: roleOf(cluster, host),
		units,
		availability,
		keepalived: keepalived === undefined ? null : readHostKeepalived(keepalived, ['hosts', index, 'keepalived'], facts, files),
		files: all,
	};
}

/** The IPv6 address of whoever has this IPv4 address: the same last number. Null without an IPv6 network. */
function address6Of({ network }: ClusterYaml, address: string): string | null {
	const subnet = network.subnet6 === undefined ? null : parseSubnet6(network.subnet6);
	// Decimal digits as hexadecimal ones, so that .11 is ::11.
	return subnet && hostOf6(subnet, Number.parseInt(address.split('.')[3] ?? '', 16));
}

/** Null (and problems) where a segment has no address left for the client or the gateway. */
function buildNetwork(
	cluster: ClusterYaml,
	hosts: readonly HostSpec[],
	source: YamlSource,
	problems: InputProblem[],
): Pick<ClusterSpec, 'network' | 'networks'> | null {
	const { network } = cluster;
	const taken = new Set(
		[...everyVip(cluster, hosts), ...hosts.flatMap(({ address, nics }) => [address, ...nics.map((nic) => nic.address)])].flatMap(
			(address) => parseIpv4(address) ?? [],
		),
	);
	const plan = (cidr: string, path: YamlPath, client: string | undefined) => {
		const subnet = parseSubnet(cidr);
		const found = subnet && planAddresses(subnet, taken, client === undefined ? null : parseIpv4(client));
		if (found?.client && found.gateway) return { client: found.client, gateway: found.gateway };
		const problem = 'has no address left for the client and the gateway';
		problems.push(yamlProblem(source, path, problem, 'Use a larger subnet, for instance a /24'));
		return null;
	};
	const own = plan(network.subnet, ['network', 'subnet'], network.client);
	const networks = cluster.networks.map(({ name, subnet }, i) => {
		const { client = '' } = plan(subnet, ['networks', i, 'subnet'], undefined) ?? {};
		return { name, subnet, clientAddress: client, clientMac: macOf(client) };
	});
	return (
		own && {
			network: {
				subnet: network.subnet,
				subnet6: network.subnet6 ?? null,
				gateway: own.gateway,
				clientAddress: own.client,
				clientAddress6: address6Of(cluster, own.client),
				clientMac: macOf(own.client),
			},
			networks,
		}
	);
}

function macOf(address: string): string {
	return macFromIpv4(parseIpv4(address) ?? 0);
}

function fail(problems: readonly InputProblem[]): never {
	const [first, ...rest] = problems;
	if (!first) throw new Error('the cluster was refused without a reason; this is a bug in vipdrill');
	throw new InputError([first, ...rest]);
}
