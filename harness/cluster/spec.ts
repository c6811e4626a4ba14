import type { VrrpInstanceSpec } from '../keepalived/instances.ts';
import type { ProbeSpec } from './probe-spec.ts';

export type { VrrpInstanceSpec } from '../keepalived/instances.ts';
export type { TrackSpec } from '../keepalived/tracks.ts';

/** What is under test, parsed and validated: the one description that labs, lint, measurements and reports read. */
export interface ClusterSpec {
	/** The cluster folder's name, or `name:` of cluster.yaml. */
	name: string;
	/** Absolute path of the cluster folder. */
	dir: string;
	hosts: HostSpec[];
	network: NetworkSpec;
	/** The floating IP, without prefix. */
	vip: string;
	swarm: SwarmSpec;
	service: ServiceSpec;
	/** Customers beside the HTTP load; a drill names those that it wants. */
	probes: ProbeSpec[];
	/** Version prefixes that the lab's hosts must have, for instance `26`; null for any. */
	versions: { docker: string | null; keepalived: string | null };
	/** How the published design is deviated from, one sentence each; every output names them. */
	deviations: string[];
}

export interface HostSpec {
	name: string;
	/** IPv4 address on the cluster's segment, without prefix. */
	address: string;
	/** Hardware address the lab gives the NIC: locally administered, derived from the IPv4 address. */
	mac: string;
	/** The NIC's name inside the host, for instance `ens18`. */
	interface: string;
	role: 'manager' | 'worker';
	/** `drain` makes a managers-only node. */
	availability: 'active' | 'drain';
	/** Null for a host without keepalived. */
	keepalived: KeepalivedSpec | null;
	/** What else is on the machine's disk before it boots, beside its keepalived.conf. */
	files: HostFileSpec[];
}

export interface HostFileSpec {
	/** Path relative to the cluster folder. */
	source: string;
	/** Absolute path in the machine. */
	target: string;
	text: string;
	/** Permission bits, for instance 0o755. */
	mode: number;
}

export interface NetworkSpec {
	/** CIDR, for instance `10.0.0.0/24`. */
	subnet: string;
	/** An address in the subnet that nobody else uses: the hosts' default route. A router answers on it where a drill asks for a routed client, else no machine. */
	gateway: string;
	/** The observer's address. */
	clientAddress: string;
	clientMac: string;
}

interface SwarmSpec {
	/** Null: Docker's own default pool. */
	defaultAddressPool: string | null;
	/** The advertise address of each host: its own address, or its NIC (`advertise: interface`). */
	advertise: 'address' | 'interface';
}

export interface ServiceSpec {
	/** Name of the stack, and of the service in it that the customers reach. */
	stackName: string;
	serviceName: string;
	/** The compose document to deploy: the user's own file, or one made from cluster.yaml's inline form. */
	compose: Record<string, unknown>;
	/** The compose file's path relative to the cluster folder, or null for the inline form. */
	composeFile: string | null;
	/** The compose file's exact text, or null for the inline form. */
	composeText: string | null;
	image: string;
	/** Every image that the stack uses. */
	images: string[];
	/** Null for a global service. */
	replicas: number | null;
	publishedPort: number;
	targetPort: number;
	publishMode: 'ingress' | 'host';
	/** Path that the prober asks for. */
	path: string;
}

/** One host's keepalived.conf: the text goes into the machine unmodified, the typed view is what the theory and lint read. */
export interface KeepalivedSpec {
	/** Path relative to the cluster folder. */
	file: string;
	/** The file's exact text. */
	text: string;
	instances: VrrpInstanceSpec[];
}
