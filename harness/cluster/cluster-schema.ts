import { z } from 'zod';
import { probeSchema } from './probe-schema.ts';

const HOST_NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
/** Linux allows 15 characters (IFNAMSIZ − 1) without slash, colon or blank. */
const NIC_NAME = /^[^\s/:]{1,15}$/;

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

const networkSchema = z.strictObject({
	subnet: z.cidrv4().describe("The hosts' own segment. Every host, the VIP and the observer live in it."),
	interface: nic.describe('NIC name of every host that names none of its own, as in `interface` of keepalived.conf.'),
	client: z.ipv4().optional().describe("The observer's address. Default: a free one, near the highest."),
});

const hostSchema = z.strictObject({
	name: z.string().regex(HOST_NAME, 'is not a host name').describe("The machine's host name; scenarios and reports use it."),
	address: z.ipv4().describe('IPv4 address on the segment, without prefix.'),
	role: z.enum(['manager', 'worker']).default('manager').describe('Role in the swarm; the first host must be a manager.'),
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
});

const serviceName = z.string().regex(/^[a-zA-Z0-9][\w.-]*$/, 'is not a service name');

const stackServiceSchema = z.strictObject({
	stack: file.describe('Compose file to deploy as it is (docker stack deploy), relative to this file.'),
	name: serviceName.describe('The service in it that is probed, at its first published TCP port.'),
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

const versionsSchema = z.strictObject({
	docker: z.string().min(1).optional().describe("Docker Engine version that the lab's hosts must have, or its beginning."),
	keepalived: z.string().min(1).optional().describe("keepalived version that the lab's hosts must have, or its beginning."),
});

/** What cluster.yaml may say; unknown keys are errors, and defaults are filled in. */
export const clusterSchema = z.strictObject({
	name: z.string().regex(HOST_NAME, 'is not a cluster name').describe('Name of the cluster, and of its stack in the swarm.'),
	network: networkSchema.describe('The one segment that everything lives on.'),
	vip: z.ipv4().describe('The floating IP, without prefix.'),
	hosts: z.array(hostSchema).min(2, 'has fewer than 2 hosts').max(9, 'has more than 9 hosts').describe('The machines, 2 to 9.'),
	files: z
		.array(fileSchema)
		.default([])
		.describe('Files that every host gets before it boots: check scripts, systemd drop-ins, daemon.json.'),
	swarm: swarmSchema.prefault({}).describe('How the swarm is made.'),
	service: z
		.union([stackServiceSchema, inlineServiceSchema])
		.describe('What customers reach: a compose file, or one service inline.'),
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
	'files[]': Object.keys(fileSchema.shape),
	'hosts[].files[]': Object.keys(fileSchema.shape),
	'hosts[]': Object.keys(hostSchema.shape),
	swarm: Object.keys(swarmSchema.shape),
	versions: Object.keys(versionsSchema.shape),
	'service (stack)': Object.keys(stackServiceSchema.shape),
	'service (inline)': Object.keys(inlineServiceSchema.shape),
};

/** JSON Schema of cluster.yaml for editors (draft 7, which they know best). */
export function clusterJsonSchema(): Record<string, unknown> {
	const schema = z.toJSONSchema(clusterSchema, { target: 'draft-7', io: 'input' });
	return { ...schema, title: 'vipdrill cluster.yaml', description: 'A cluster to drill: hosts, floating IP, swarm and service.' };
}
