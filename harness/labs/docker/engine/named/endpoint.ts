import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { didYouMean } from '../../../../base/did-you-mean.ts';
import { InputError, type InputProblem } from '../../../../base/errors.ts';
import { type DockerContext, dockerContexts, dockerFolder } from './contexts.ts';

/** Where an engine that a user named answers, and what it takes to be let in. */
export interface Endpoint {
	/** As the user named it. */
	name: string;
	/** As in DOCKER_HOST. */
	dockerHost: string;
	/** The files for TLS; null where it goes without. */
	tls: TlsFiles | null;
}

/** Paths of PEM files; null for one that is not there and need not be. */
export interface TlsFiles {
	ca: string | null;
	cert: string | null;
	key: string | null;
	/** Whether any certificate of the engine's will do, as the user's context says. */
	skipVerify: boolean;
}

/** IANA's port for Docker's API over TLS, and that without. */
const [TLS_PORT, PLAIN_PORT] = ['2376', '2375'];
const ADDRESSES = 'unix:///path, tcp://host:port or ssh://user@host';

/** What names are read by, and the option that they were given with. */
interface Surroundings {
	env: NodeJS.ProcessEnv;
	contexts: readonly DockerContext[];
	option: string;
}

/** As the docker command of this user reads them. */
export const here = (option = '--engines'): Surroundings => ({ env: process.env, contexts: dockerContexts(), option });

/** The endpoints that these names stand for, in their order. Throws InputError, for all names at once, where one stands for none, or is given twice. Connects to nothing. */
export function endpointsOf(names: readonly string[], by: Surroundings = here()): Endpoint[] {
	const problems: InputProblem[] = [];
	const endpoints: Endpoint[] = [];
	for (const [index, name] of names.entries()) {
		const found =
			names.indexOf(name) < index ? refused(name, 'this engine is named twice', 'Name it once') : endpointOf(name, by);
		if ('problem' in found) problems.push({ ...found, field: by.option });
		else endpoints.push(found);
	}
	const [first, ...others] = problems;
	if (first) throw new InputError([first, ...others]);
	return endpoints;
}

const refused = (value: string, problem: string, fix: string): InputProblem => ({
	...{ file: 'command line', field: '--engines', value },
	...{ problem, fix },
});

function endpointOf(name: string, { env, contexts }: Surroundings): Endpoint | InputProblem {
	// The default context is in no store: it is what the environment says.
	const address = name === 'default' ? env.DOCKER_HOST || 'unix:///var/run/docker.sock' : name;
	if (address.includes('://')) return addressed(name, address, byEnvironment(address, env));
	const context = contexts.find((one) => one.name === name);
	if (context) return addressed(name, context.host, byContext(context));
	const known = ['default', ...contexts.map((one) => one.name)];
	const meant = didYouMean(name, known);
	const fix = meant ? `Use ${meant}` : `Use one of ${known.join(', ')}, or write ${ADDRESSES}`;
	return refused(name, 'there is no docker context of this name', fix);
}

/** Where the TLS files of an endpoint would be, and who says so; null where nothing speaks of TLS. */
interface TlsSource {
	folder: string;
	skipVerify: boolean;
	/** Whether there must be files. */
	isAsked: boolean;
	/** Who says so, for people. */
	by: string;
}

/** As docker's own command: DOCKER_TLS_VERIFY asks for it, DOCKER_CERT_PATH says where. */
function byEnvironment(address: string, env: NodeJS.ProcessEnv): TlsSource {
	const isAsked = Boolean(env.DOCKER_TLS_VERIFY || env.DOCKER_CERT_PATH) || isTlsPort(address);
	const folder = env.DOCKER_CERT_PATH || dockerFolder(env);
	return { folder, skipVerify: false, isAsked, by: 'set DOCKER_CERT_PATH to their folder' };
}

function byContext({ name, host, skipTlsVerify, tlsFolder }: DockerContext): TlsSource {
	const isAsked = existsSync(tlsFolder) || skipTlsVerify || isTlsPort(host);
	const by = `give them to \`docker context update ${name}\``;
	return { folder: tlsFolder, skipVerify: skipTlsVerify, isAsked, by };
}

const isTlsPort = (address: string): boolean => URL.canParse(address) && new URL(address).port === TLS_PORT;

/** The endpoint at an address that is named or stands in a context. */
function addressed(name: string, address: string, tls: TlsSource): Endpoint | InputProblem {
	const isOdd = (problem: string) => {
		const whose = name === address ? '' : ` (its context says ${JSON.stringify(address)})`;
		return refused(name, `${problem}${whose}`, `Write the name of a docker context, ${ADDRESSES}`);
	};
	if (/^unix:\/\/\/./.test(address)) return { name, dockerHost: address, tls: null };
	const url = URL.canParse(address) ? new URL(address) : null;
	if (!url || !['tcp:', 'ssh:'].includes(url.protocol) || url.hostname === '')
		return isOdd('this is no address of a Docker engine');
	if (url.search || url.hash || !['', '/'].includes(url.pathname)) return isOdd('an address has no path here');
	if (url.password) return isOdd('no password is taken here, for it would be shown');
	if (url.protocol === 'ssh:') return { name, dockerHost: address.replace(/\/$/, ''), tls: null };
	if (url.username) return isOdd('a user is for ssh:// only');
	const port = url.port || (tls.isAsked ? TLS_PORT : PLAIN_PORT);
	const dockerHost = `tcp://${url.hostname}:${port}`;
	if (!tls.isAsked) return { name, dockerHost, tls: null };
	const files = tlsFiles(tls);
	if ('missing' in files) {
		const which = files.missing.map((file) => join(tls.folder, file)).join(', ');
		return refused(name, `it asks for TLS, and ${which} ${files.missing.length > 1 ? 'are' : 'is'} missing`, capital(tls.by));
	}
	return { name, dockerHost, tls: files };
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The files in a folder: certificate and key go together; without an authority of its own the system's are believed. */
function tlsFiles({ folder, skipVerify }: TlsSource): TlsFiles | { missing: string[] } {
	const path = (name: string) => (existsSync(join(folder, name)) ? join(folder, name) : null);
	const files = { ca: path('ca.pem'), cert: path('cert.pem'), key: path('key.pem') };
	const { ca, cert, key } = files;
	if (ca === null && cert === null && key === null && !skipVerify) return { missing: ['ca.pem', 'cert.pem', 'key.pem'] };
	if ((cert === null) !== (key === null)) return { missing: [cert === null ? 'cert.pem' : 'key.pem'] };
	return { ...files, skipVerify };
}
