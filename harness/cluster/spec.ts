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
	/** Further segments that hosts have NICs on. */
	networks: SegmentSpec[];
	/** The floating IP that customers ask, without prefix. */
	vip: string;
	/** Every floating IP: `vip` first, then the others of cluster.yaml, then what else the configurations float. */
	vips: string[];
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
	/** Its IPv6 address on the same segment; null where the segment has no IPv6 network. */
	address6: string | null;
	/** The NIC's name inside the host, for instance `ens18`. */
	interface: string;
	/** Further NICs, on further segments. */
	nics: NicSpec[];
	/** `none`: no node of the swarm, and no dockerd. */
	role: 'manager' | 'worker' | 'none';
	/** systemd services that it starts when it boots. */
	units: string[];
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

interface NetworkSpec {
	/** CIDR, for instance `10.0.0.0/24`. */
	subnet: string;
	/** CIDR of the IPv6 network on the same segment; null without. */
	subnet6: string | null;
	/** An address in the subnet that nobody else uses: the hosts' default route. A router answers on it where a drill asks for a routed client, else no machine. */
	gateway: string;
	/** The observer's address. */
	clientAddress: string;
	/** Null without an IPv6 network. */
	clientAddress6: string | null;
	clientMac: string;
}

/** A host's NIC on a further segment. */
export interface NicSpec {
	/** The segment's name. */
	network: string;
	/** The NIC's name inside the host. */
	interface: string;
	/** IPv4, without prefix. */
	address: string;
	mac: string;
}

/** A further segment. The observer has a NIC on it too, to hear VRRP there. */
interface SegmentSpec {
	name: string;
	/** CIDR. */
	subnet: string;
	clientAddress: string;
	clientMac: string;
}

interface SwarmSpec {
	/** Null: Docker's own default pool. */
	defaultAddressPool: string | null;
	/** The advertise address of each host: its own address, or its NIC (`advertise: interface`). */
	advertise: 'address' | 'interface';
	/** The further segment that its traffic takes; null for the customers'. */
	network: string | null;
}

/** What customers reach. In a cluster without a swarm only the port and the path say something; it has no image, and is as if each host published it. */
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
	/** The port that customers ask on the floating IP: the published one, unless a proxy stands before the swarm. */
	port: number;
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
