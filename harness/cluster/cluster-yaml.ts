import { didYouMean } from '../base/did-you-mean.ts';
import type { InputProblem } from '../base/errors.ts';
import { formatPath, isRecord, readYaml, valueAt, type YamlPath, type YamlSource } from '../base/yaml-source.ts';
import { type ClusterYaml, clusterSchema, KNOWN_KEYS } from './cluster-schema.ts';
import { PROBE_FIXES, probeKeys } from './probe-schema.ts';

/** Files are listed at two places. */
function fileFixes(place: string): Record<string, string> {
	return {
		[place]: 'Write from and to, and mode where it is a script',
		[`${place}.from`]: 'Write the path of the file, relative to cluster.yaml',
		[`${place}.to`]:
			'Write an absolute path outside /proc, /sys, /dev, /run, /tmp and /var/lib/docker, for instance /etc/docker/daemon.json',
		[`${place}.mode`]: "Write three octal digits in quotes, for instance '0755'",
	};
}

/** What to write at each place; a place without an entry gets a general hint. */
const FIXES: Readonly<Record<string, string>> = {
	name: 'Write a short name of lower-case letters, digits and dashes, for instance seed',
	'network.subnet': 'Write a network with its prefix length, for instance 10.0.0.0/24',
	'network.interface': 'Write the NIC name that the hosts share, for instance ens18',
	'network.client': 'Write a free IPv4 address of the subnet, or leave it out',
	'network.subnet6': 'Write an IPv6 network with its prefix length, for instance fd00:10::/64, or leave it out',
	networks: 'Write a list of name, subnet and interface',
	'networks[].name': 'Write a short name of lower-case letters, digits and dashes, for instance heartbeat',
	'networks[].subnet': 'Write a network with its prefix length, for instance 172.16.0.0/24',
	'networks[].interface': 'Write the NIC name that the hosts share on it, for instance eth1',
	vip: 'Write the floating IP without prefix, for instance 10.0.0.200, or a list of such',
	'vip[]': 'Write a floating IP without prefix, for instance 10.0.0.200',
	hosts: 'List 2 to 9 hosts',
	'hosts[].name': 'Write a host name of lower-case letters, digits and dashes, for instance docker1',
	'hosts[].address': 'Write an IPv4 address without prefix, for instance 10.0.0.11',
	'hosts[].address6': 'Write an IPv6 address of network.subnet6 without prefix, or leave it out',
	'hosts[].nics': 'Write a list of network and address',
	'hosts[].nics[].network': 'Write the name of one of networks',
	'hosts[].nics[].address': 'Write an IPv4 address of that network without prefix',
	'hosts[].nics[].interface': 'Write a NIC name of at most 15 characters, for instance eth1, or leave it out',
	'hosts[].role': 'Write manager, worker or none',
	'hosts[].units': 'Write a list of systemd services, for instance [haproxy.service]',
	'hosts[].units[]': 'Write the name of a systemd service, for instance haproxy.service',
	swarm: 'Write an object, or none for a cluster without a swarm',
	'service.port': 'Write a port from 1 to 65535',
	'hosts[].availability': 'Write active or drain',
	'hosts[].keepalived': "Write the path of the host's keepalived.conf, relative to cluster.yaml, or leave it out",
	'hosts[].interface': 'Write a NIC name of at most 15 characters, for instance ens18, or leave it out',
	files: 'Write a list of from and to',
	'hosts[].files': 'Write a list of from and to',
	...fileFixes('files[]'),
	...fileFixes('hosts[].files[]'),
	'swarm.defaultAddressPool': 'Write a subnet, for instance 10.99.0.0/16, or default',
	'swarm.advertise': 'Write address or interface',
	'swarm.network': 'Write the name of one of networks, or leave it out',
	service: 'Write stack and name, or name, image, publishedPort and targetPort, or without a swarm name and port',
	'service.stack': 'Write the path of a compose file, relative to cluster.yaml',
	'service.name': 'Write the name of the service that is probed, for instance web',
	'service.image': 'Write an image, for instance vipdrill/web, or name a compose file in service.stack',
	'service.replicas': 'Write a whole number from 0, or global',
	'service.publishedPort': 'Write a port from 1 to 65535',
	'service.targetPort': 'Write a port from 1 to 65535',
	'service.publishMode': 'Write ingress or host',
	'service.path': 'Write a path that starts with a slash, for instance /',
	...PROBE_FIXES,
	'versions.docker': "Write a version or its beginning in quotes, for instance '26'",
	'versions.keepalived': "Write a version or its beginning in quotes, for instance '2'",
	deviations: 'Write a list of sentences',
	'deviations[]': 'Write a sentence',
};

/** The parts of zod's issues that are read here. */
interface Issue {
	readonly code?: string | undefined;
	readonly path: readonly PropertyKey[];
	readonly message: string;
	readonly keys?: readonly string[];
	readonly errors?: readonly (readonly Issue[])[];
}

/** cluster.yaml as read; `value` is null as soon as there is a problem. */
export interface ParsedClusterYaml {
	source: YamlSource;
	value: ClusterYaml | null;
	problems: InputProblem[];
}

/** Parses and validates cluster.yaml. Never throws: every problem names line and column, the value and what to write instead. */
export function parseClusterYaml(file: string, text: string): ParsedClusterYaml {
	const source = readYaml(file, text);
	if (source.problems.length > 0) return { source, value: null, problems: source.problems };
	const result = clusterSchema.safeParse(source.value);
	if (result.success) return { source, value: result.data, problems: [] };
	const problems = result.error.issues.flatMap((issue) => issueProblems(issue as Issue, [], source));
	return { source, value: null, problems };
}

/** A problem at a place of cluster.yaml, with its position and, if it is short, its value. */
export function yamlProblem(source: YamlSource, path: YamlPath, problem: string, fix: string): InputProblem {
	const value = valueAt(source.value, path);
	const got = value === undefined || typeof value === 'object' ? {} : { value };
	return { ...source.at(path), field: formatPath(path) || 'cluster.yaml', ...got, problem, fix };
}

function issueProblems(issue: Issue, parent: YamlPath, source: YamlSource): InputProblem[] {
	const path = [...parent, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))];
	const value = valueAt(source.value, path);
	if (issue.code === 'unrecognized_keys') return (issue.keys ?? []).map((key) => unknownKey(source, path, key));
	if (issue.code === 'invalid_union' && isRecord(value) && issue.errors?.length) {
		return branchOf(issue.errors, value).flatMap((inner) => issueProblems(inner, path, source));
	}
	const problem = value === undefined && path.length > 0 ? 'is missing' : problemText(issue.message);
	return [yamlProblem(source, path, problem, FIXES[placeName(path)] ?? 'See the keys in harness/cluster/cluster.schema.json')];
}

/** The service has three forms; naming a stack file chooses the first, a port without an image the second. The swarm's only one with keys is its last. */
function branchOf(errors: readonly (readonly Issue[])[], value: Record<string, unknown>): readonly Issue[] {
	const form = formOf(value);
	if (form === 'stack') return errors.at(0) ?? [];
	return (form === 'unit' && errors.length === 3 ? errors.at(1) : errors.at(-1)) ?? [];
}

const formOf = (service: object): 'stack' | 'unit' | 'inline' =>
	'stack' in service ? 'stack' : 'port' in service && !('image' in service) ? 'unit' : 'inline';

function unknownKey(source: YamlSource, path: YamlPath, key: string): InputProblem {
	const known = knownKeys(path, source);
	const meant = didYouMean(key, known);
	const fix = meant === null ? `Remove it; known here: ${known.join(', ')}` : `Did you mean ${meant}`;
	const full = [...path, key];
	return { ...yamlProblem(source, full, 'unknown key', fix), ...source.atKey(full) };
}

function knownKeys(path: YamlPath, source: YamlSource): readonly string[] {
	const place = placeName(path);
	const at = valueAt(source.value, path);
	if (place === 'probes[]') return probeKeys(isRecord(at) ? at.kind : undefined);
	return KNOWN_KEYS[place === 'service' ? `service (${formOf(isRecord(at) ? at : {})})` : place] ?? [];
}

function placeName(path: YamlPath): string {
	return formatPath(path).replace(/\[\d+\]/g, '[]');
}

/** Zod's sentence in the house's form: `Invalid input: expected string, received number` → `expected string, received number`. */
function problemText(message: string): string {
	const text = message.replace(/^Invalid (input|option): /, '').replaceAll('|', ' or ');
	return /^Invalid /.test(text)
		? `is not a valid ${text.slice('Invalid '.length)}`
		: text.charAt(0).toLowerCase() + text.slice(1);
}
