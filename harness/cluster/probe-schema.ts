import { z } from 'zod';

const milliseconds = (what: string) => z.int().min(1).max(3_600_000).describe(what);
const rate = (perSecond: number) =>
	z
		.number()
		.positive()
		.max(1000)
		.default(perSecond)
		.describe('How many a second, each due at a fixed time whatever became of those before.');
const path = z
	.string()
	.regex(/^\/\S*$/, 'is not a path')
	.default('/')
	.describe('Path that is asked for.');

const common = {
	name: z
		.string()
		.regex(/^[a-z0-9][a-z0-9-]{0,40}$/, 'is not a name')
		.describe('What drills and reports call it: lower-case letters, digits and dashes.'),
	address: z
		.union([z.ipv4(), z.ipv6()], { error: 'is not an IP address' })
		.optional()
		.describe('An address of the cluster. Default: the floating IP.'),
	port: z.int().min(1).max(65535).optional().describe('Default: the port that customers ask the service at.'),
	timeoutMs: milliseconds('After so many milliseconds a request counts as failed.').default(1000),
};

const http = z.strictObject({
	...common,
	kind: z.literal('http').describe('A page over a new connection, with a status of 200 to 299.'),
	path,
	ratePerSecond: rate(10),
});
const https = z.strictObject({
	...common,
	kind: z.literal('https').describe('The same over TLS, with a certificate that is checked.'),
	path,
	serverName: z
		.string()
		.min(1)
		.optional()
		.describe('Name that is asked for (SNI), and that the certificate must have. Default: the address.'),
	ca: z
		.string()
		.min(1)
		.optional()
		.describe("The CA's certificate (PEM), relative to this file. Default: the CAs that Node knows."),
	ratePerSecond: rate(10),
});
const tcp = z.strictObject({
	...common,
	kind: z.literal('tcp').describe('A TCP connection that is opened, and closed again.'),
	ratePerSecond: rate(10),
});
const udp = z.strictObject({
	...common,
	kind: z.literal('udp').describe('A datagram that is answered.'),
	payload: z.string().min(1).max(1000).default('vipdrill').describe('What is sent.'),
	answer: z
		.enum(['echo', 'any'])
		.default('echo')
		.describe(
			'`echo`: the payload, a blank and a number are sent, and the same must come back. `any`: the payload alone is sent, and any datagram is good.',
		),
	socket: z
		.enum(['kept', 'fresh'])
		.default('kept')
		.describe(
			'`kept`: always the same source port, so the same entry in every table on the way. `fresh`: a new one for each datagram.',
		),
	ratePerSecond: rate(10),
});
const idle = z.strictObject({
	...common,
	kind: z.literal('idle').describe('A connection that says nothing for a while, and is then asked for a page.'),
	idleMs: milliseconds('How long it says nothing, milliseconds.'),
	path,
});
const stream = z.strictObject({
	...common,
	kind: z.literal('stream').describe('An answer over HTTP that does not end, or a WebSocket.'),
	path,
	websocket: z
		.boolean()
		.default(false)
		.describe('A WebSocket, which is sent a ping each time; else the server has to send by itself.'),
	everyMs: milliseconds('At least so often something must come, milliseconds.').default(1000),
});
const command = z.strictObject({
	...common,
	kind: z.literal('command').describe("A program that is run in the client's machine, without a shell; exit status 0 is good."),
	command: z
		.array(z.string())
		.min(1, 'is empty')
		.describe(
			'Program and arguments. A program that begins with ./ is a file of the cluster folder, and is copied into the machine.',
		),
	ratePerSecond: rate(1),
});

const kinds = [http, https, tcp, udp, idle, stream, command] as const;

/** A probe of cluster.yaml: a customer beside the HTTP load. */
export const probeSchema = z.discriminatedUnion('kind', kinds, {
	error: 'is not http, https, tcp, udp, idle, stream or command',
});

/** A probe as cluster.yaml says it, defaults filled in. */
export type ProbeYaml = z.output<typeof probeSchema>;

/** The keys that a probe of a kind knows; those of all kinds where there is no such kind. */
export function probeKeys(kind: unknown): readonly string[] {
	const known = kinds.find(({ shape }) => shape.kind.value === kind);
	return known ? Object.keys(known.shape) : [...new Set(kinds.flatMap(({ shape }) => Object.keys(shape)))];
}

/** What to write at each place of a probe. */
export const PROBE_FIXES: Readonly<Record<string, string>> = {
	probes: 'Write a list of name and kind',
	'probes[]': 'Write name and kind, for instance { name: api, kind: tcp }',
	'probes[].name': 'Write lower-case letters, digits and dashes, for instance api-tls',
	'probes[].kind': 'Write http, https, tcp, udp, idle, stream or command',
	'probes[].address': 'Write an address of the cluster, for instance the floating IP, or leave it out',
	'probes[].port': 'Write a port from 1 to 65535, or leave it out',
	'probes[].timeoutMs': 'Write milliseconds, from 1 to 3600000',
	'probes[].ratePerSecond': 'Write a number above 0, up to 1000',
	'probes[].path': 'Write a path that starts with a slash, for instance /',
	'probes[].serverName': 'Write the name in the certificate, for instance www.example.com',
	'probes[].ca': 'Write the path of a PEM file, relative to cluster.yaml, or leave it out',
	'probes[].payload': 'Write 1 to 1000 characters',
	'probes[].answer': 'Write echo or any',
	'probes[].socket': 'Write kept or fresh',
	'probes[].idleMs': 'Write milliseconds, from 1 to 3600000',
	'probes[].everyMs': 'Write milliseconds, from 1 to 3600000',
	'probes[].websocket': 'Write true or false',
	'probes[].command': "Write a list of words, for instance ['./check', '--quick']",
	'probes[].command[]': 'Write a word in quotes',
};
