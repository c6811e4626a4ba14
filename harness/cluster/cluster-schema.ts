import { z } from 'zod';
import { probeSchema } from './probe-schema.ts';

const HOST_NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
/** Linux allows 15 characters (IFNAMSIZ − 1) without slash, colon or blank. */
const NIC_NAME = /^[^\s/:]{1,15}$/;

/** systemd.unit(5): a service that needs no instance. */
const UNIT_NAME = /^[A-Za-z0-9_.-]+\.service$/;

const nic = z.string().regex(NIC_NAME, 'is not a name that Linux allows for a NIC');
const port = z.int().min(1).max(65535);
const path = z
	.string()
	.regex(/^\/\S*$/, 'is not a path')
	.default('/')
	.describe('Path that the prober asks for.');
const file = z.string().min(1);

/** What the machine mounts something over when it boots, or keeps on a volume: a file copied there would not be seen. */
const HIDDEN = /^\/(proc|sys|dev|run|var\/run|tmp|var\/lib\/docker)(\/|$)/;

const fileSchema = z.strictObject({
	from: file.describe('The file, relative to this file.'),
	to: z
		.string()
		.regex(/^(\/[^/\s]+)+$/, 'is not an absolute path of a file')
		.refine((to) => !/\/\.{1,2}(\/|$)/.test(to), 'is not an absolute path of a file')
		.refine((to) => !HIDDEN.test(to), 'is in a folder that the machine makes anew when it boots')
		.describe('Absolute path in the machine.'),
	mode: z
		.string()
		.regex(/^0?[0-7]{3}$/, 'is not a file mode')
		.default('0644')
		.describe("Permissions, in quotes, for instance '0755' for a script. The file belongs to root."),
});

const vip = z.union([z.ipv4(), z.ipv6()], { error: 'is not an IP address without prefix' });

const networkSchema = z.strictObject({
	subnet: z.cidrv4().describe("The customers' segment. Every host, the floating IP and the observer live in it."),
	subnet6: z.cidrv6().optional().describe('IPv6 network on the same segment; needed where a floating IP is IPv6.'),
	interface: nic.describe('NIC name of every host that names none of its own, as in `interface` of keepalived.conf.'),
	client: z.ipv4().optional().describe("The observer's address. Default: a free one, near the highest."),
});

const segmentSchema = z.strictObject({
	name: z.string().regex(HOST_NAME, 'is not a name').describe('What hosts[].nics and swarm.network call it.'),
	subnet: z.cidrv4().describe('Its IPv4 network, which no other segment overlaps.'),
	interface: nic.describe('NIC name of every host in it that names none of its own.'),
});

const nicSchema = z.strictObject({
	network: z.string().min(1).describe('The segment that it is plugged into, one of `networks`.'),
	address: z.ipv4().describe('IPv4 address on that segment, without prefix.'),
	interface: nic.optional().describe("The NIC's name, where it differs from the segment's."),
});

const hostSchema = z.strictObject({
	name: z.string().regex(HOST_NAME, 'is not a host name').describe("The machine's host name; scenarios and reports use it."),
	address: z.ipv4().describe("IPv4 address on the customers' segment, without prefix."),
	address6: z
		.ipv6()
		.optional()
		.describe("IPv6 address on the customers' segment. Default: network.subnet6 with the last number of `address`."),
	nics: z.array(nicSchema).default([]).describe('Further NICs, each on a segment of `networks`.'),
	role: z
		.enum(['manager', 'worker', 'none'])
		.optional()
		.describe(
			'Role in the swarm; the first host in it must be a manager. `none`: no node of it, and no dockerd. Default: manager, or none without a swarm.',
		),
	units: z
		.array(z.string().regex(UNIT_NAME, 'is not the name of a systemd service'))
		.default([])
		.describe(
			'systemd services that the host starts when it boots, for instance haproxy.service or nginx.service; their files come from `files`.',
		),
	availability: z.enum(['active', 'drain']).default('active').describe('`drain` makes a node that runs no tasks.'),
	keepalived: file
		.optional()
		.describe("The host's keepalived.conf, relative to this file. Without it the host never holds the VIP."),
	interface: nic.optional().describe("The host's NIC name, where it differs from network.interface."),
	files: z
		.array(fileSchema)
		.default([])
		.describe('Files of this host alone. One with the target of a file for all hosts replaces it.'),
});

const swarmSchema = z.strictObject({
	defaultAddressPool: z
		.union([z.literal('default'), z.cidrv4('is neither a subnet nor `default`')], { error: 'is neither a subnet nor `default`' })
		.default('default')
		.describe(
			"Pool that the swarm's overlay networks come from (docker swarm init --default-addr-pool); `default` is Docker's own.",
		),
	advertise: z
		.enum(['address', 'interface'])
		.default('address')
		.describe("What each host passes to --advertise-addr: its own address, or its NIC's name."),
	network: z
		.string()
		.min(1)
		.optional()
		.describe("The segment of `networks` that the swarm's own traffic takes. Default: the customers'."),
});

const serviceName = z.string().regex(/^[a-zA-Z0-9][\w.-]*$/, 'is not a service name');

const stackServiceSchema = z.strictObject({
	stack: file.describe('Compose file to deploy as it is (docker stack deploy), relative to this file.'),
	name: serviceName.describe('The service in it that is probed, at its first published TCP port.'),
	port: port
		.optional()
		.describe('Port that customers ask on the floating IP, where a proxy stands before the swarm. Default: the published one.'),
	path,
});

const inlineServiceSchema = z.strictObject({
	name: serviceName.describe('Name of the service to make; it is the one that is probed.'),
	image: z.string().min(1).describe('Image of the service.'),
	replicas: z
		.union([z.literal('global'), z.int().min(0)], { error: 'is neither a whole number nor `global`' })
		.default(1)
		.describe('Number of tasks, or `global` for one on every node.'),
	publishedPort: port.describe('Port that customers reach on the VIP.'),
	targetPort: port.describe('Port that the container listens on.'),
	publishMode: z
		.enum(['ingress', 'host'])
		.default('ingress')
		.describe("`ingress`: every node answers, through Swarm's mesh. `host`: only nodes with a task do."),
	path,
});

const unitServiceSchema = z.strictObject({
	name: serviceName.describe('What reports call it.'),
	port: port.describe('Port that customers reach on the floating IP. One of the hosts’ `units` listens on it.'),
	path,
});

const versionsSchema = z.strictObject({
	docker: z.string().min(1).optional().describe("Docker Engine version that the lab's hosts must have, or its beginning."),
	keepalived: z.string().min(1).optional().describe("keepalived version that the lab's hosts must have, or its beginning."),
});

/** What cluster.yaml may say; unknown keys are errors, and defaults are filled in. */
export const clusterSchema = z.strictObject({
	name: z.string().regex(HOST_NAME, 'is not a cluster name').describe('Name of the cluster, and of its stack in the swarm.'),
	network: networkSchema.describe("The customers' segment."),
	networks: z
		.array(segmentSchema)
		.default([])
		.describe('Further segments that hosts have NICs on, for instance for VRRP or for the swarm alone.'),
	vip: z
		.union([vip, z.array(vip).min(1, 'is empty')], { error: 'is neither an IP address nor a list of them' })
		.describe(
			'The floating IP, without prefix, or a list: the first is the one that customers ask, and that master() means. Further addresses of the configurations are watched too.',
		),
	hosts: z.array(hostSchema).min(2, 'has fewer than 2 hosts').max(9, 'has more than 9 hosts').describe('The machines, 2 to 9.'),
	files: z
		.array(fileSchema)
		.default([])
		.describe('Files that every host gets before it boots: check scripts, systemd drop-ins, daemon.json.'),
	swarm: z
		.union([z.literal('none'), swarmSchema], { error: 'is neither an object nor `none`' })
		.prefault({})
		.describe('How the swarm is made; `none` for a cluster without one.'),
	service: z
		.union([stackServiceSchema, unitServiceSchema, inlineServiceSchema])
		.describe(
			'What customers reach: a compose file, one service inline, or without a swarm the port that the hosts’ own services listen on.',
		),
	probes: z
		.array(probeSchema)
		.default([])
		.describe('Customers beside the HTTP load; a drill names those that it wants in load.probes.'),
	versions: versionsSchema.prefault({}).describe('Version prefixes that the lab must match. Default: any.'),
	deviations: z
		.array(z.string().min(1))
		.default([])
		.describe('How this cluster differs from the published design, one sentence each; every report names them.'),
});

/** cluster.yaml as read, defaults filled in. */
export type ClusterYaml = z.output<typeof clusterSchema>;

/** cluster.yaml's inline form of the service. */
export type InlineService = z.output<typeof inlineServiceSchema>;

/** The keys that are known at each place of cluster.yaml; array indexes are left out of the place's name. */
export const KNOWN_KEYS: Readonly<Record<string, readonly string[]>> = {
	'': Object.keys(clusterSchema.shape),
	network: Object.keys(networkSchema.shape),
	'networks[]': Object.keys(segmentSchema.shape),
	'hosts[].nics[]': Object.keys(nicSchema.shape),
	'files[]': Object.keys(fileSchema.shape),
	'hosts[].files[]': Object.keys(fileSchema.shape),
	'hosts[]': Object.keys(hostSchema.shape),
	swarm: Object.keys(swarmSchema.shape),
	versions: Object.keys(versionsSchema.shape),
	'service (stack)': Object.keys(stackServiceSchema.shape),
	'service (unit)': Object.keys(unitServiceSchema.shape),
	'service (inline)': Object.keys(inlineServiceSchema.shape),
};

/** JSON Schema of cluster.yaml for editors (draft 7, which they know best). */
export function clusterJsonSchema(): Record<string, unknown> {
	const schema = z.toJSONSchema(clusterSchema, { target: 'draft-7', io: 'input' });
	return { ...schema, title: 'vipdrill cluster.yaml', description: 'A cluster to drill: hosts, floating IP, swarm and service.' };
}
