import { readFileSync } from 'node:fs';
import type Docker from 'dockerode';
import { withDeadline } from '../../../../base/deadline.ts';
import { InputError, messageOf, VipdrillError } from '../../../../base/errors.ts';
import { knownSecrets } from '../../../../base/known-secrets.ts';
import { NAMED } from '../../../../timeline/environment.ts';
import { findLabs } from '../../find-labs.ts';
import { thisOwner } from '../../owner.ts';
import { connect, type Engine } from '../engine.ts';
import type { Endpoint } from './endpoint.ts';
import { RecordedEngines } from './recorded.ts';

/** A connection by ssh takes a second or two, and some ten where the machine is far or busy. */
const ANSWERS_WITHIN_MS = 15_000;
/** Looks around take no longer, or `status` would hang on a machine that is off. */
const LOOK_WITHIN_MS = 4000;

/** An engine that its user named. It is somebody's own: nothing here starts, ends or prunes it. */
export interface NamedEngine extends Engine {
	provider: typeof NAMED;
	name: string;
	/** By which two names of one engine are told. */
	id: string;
}

/** What an engine says of itself (Docker API, GET /info). */
interface Info {
	ID: string;
	Name?: string;
	DockerRootDir?: string;
	OSType: string;
	SecurityOptions?: string[];
}

/**
 * What tells an engine from every other. Its ID alone does not: up to Docker 20.10 all engines of a machine have that of its /etc/docker/key.json,
 * and machines that were copied may share one.
 */
export const identityOf = ({ ID, Name, DockerRootDir }: Pick<Info, 'ID' | 'Name' | 'DockerRootDir'>): string =>
	[ID, Name, DockerRootDir].join(' ');

/** The engines that users name, and those that are noted in the state folder. */
export interface NamedEngines {
	/** Connects to these, notes each and that this process uses it. Throws ENGINE_UNAVAILABLE naming all that are not able and why, InputError where two are one. */
	open(endpoints: readonly Endpoint[]): Promise<NamedEngine[]>;
	/** The noted ones, each with its engine where that answers. To look is not to use; `release` forgets one that nobody uses and that holds nothing of this user's. */
	look(): Promise<{ endpoint: Endpoint; engine: NamedEngine | null }[]>;
	/** Forgets a noted one that does not answer, unless a living process uses it. */
	forget(endpoint: Endpoint): boolean;
}

/** Those that `recorded` notes, over connections that `open` makes. */
export function namedEngines(recorded = new RecordedEngines(), open: (endpoint: Endpoint) => Docker = connectTo): NamedEngines {
	const engineAt = async (endpoint: Endpoint, withinMs: number): Promise<NamedEngine> => {
		const docker = open(endpoint);
		const late = () => new Error(`it did not answer within ${withinMs / 1000} s`);
		const info = (await withDeadline(docker.info(), withinMs, late)) as Info;
		const unable = whyUnable(info);
		if (unable !== null) throw new Error(unable);
		const release = async () => {
			const isEmpty = await holdsNothing(docker).catch(() => false);
			if (isEmpty) recorded.forget(endpoint);
			(docker as { close?(): void }).close?.();
		};
		const { name, dockerHost } = endpoint;
		return {
			...{ provider: NAMED, name, id: identityOf(info), dockerHost, docker, dockerArguments: argumentsFor(endpoint), release },
			keep: async () => {},
		};
	};
	return {
		async open(endpoints) {
			const found = await Promise.allSettled(endpoints.map((endpoint) => engineAt(endpoint, ANSWERS_WITHIN_MS)));
			const engines = found.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
			const problems = found.flatMap((one, i) => (one.status === 'rejected' ? [problemOf(endpoints[i], one.reason)] : []));
			if (problems.length > 0) throw new VipdrillError('ENGINE_UNAVAILABLE', problems.join('\n'));
			checkDistinct(engines);
			const leaves = await Promise.all(endpoints.map((endpoint) => recorded.enter(endpoint)));
			return engines.map((engine, i) => ({
				...engine,
				release: async () => {
					leaves[i]?.();
					await engine.release();
				},
			}));
		},
		look: () =>
			Promise.all(
				recorded.all().map(async (endpoint) => ({
					endpoint,
					engine: await engineAt(endpoint, LOOK_WITHIN_MS).catch(() => null),
				})),
			),
		forget: (endpoint) => recorded.forget(endpoint),
	};
}

/** A connection to an endpoint, with the TLS files that belong to it. */
export function connectTo({ dockerHost, tls }: Endpoint): Docker {
	if (tls === null) return connect(dockerHost);
	const read = (path: string | null) => (path === null ? undefined : readFileSync(path, 'utf8'));
	const [ca, cert, key] = [read(tls.ca), read(tls.cert), read(tls.key)];
	if (key !== undefined) knownSecrets.add(key);
	return connect(dockerHost, { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }), skipVerify: tls.skipVerify });
}

/** Why an engine can't hold a lab; null where nothing speaks against it. What only a container shows is asked later. */
export function whyUnable({ OSType: os, SecurityOptions: options = [] }: Info): string | null {
	if (os !== 'linux') return `it runs ${os} containers, and a lab’s hosts are Linux; name an engine of Linux containers`;
	if (options.some((one) => /name=rootless/.test(one)))
		return 'it runs rootless, and a lab lays cables between network namespaces as root; name an engine that runs as root';
	return null;
}

/** How the docker command is told of it. */
function argumentsFor({ dockerHost, tls }: Endpoint): string[] {
	if (tls === null) return ['--host', dockerHost];
	const file = (flag: string, path: string | null) => (path === null ? [] : [flag, path]);
	const verify = tls.skipVerify ? '--tls' : '--tlsverify';
	return [
		'--host',
		dockerHost,
		verify,
		...file('--tlscacert', tls.ca),
		...file('--tlscert', tls.cert),
		...file('--tlskey', tls.key),
	];
}

function problemOf(endpoint: Endpoint | undefined, reason: unknown): string {
	const { name = '?', dockerHost = '?' } = endpoint ?? {};
	const at = name === dockerHost ? '' : ` (${dockerHost})`;
	return `engine ${name}${at} can't be used: ${messageOf(reason) || 'it does not answer'}; see what \`docker --${at ? 'context' : 'host'} ${name} info\` says`;
}

/** Throws InputError where two names are one engine: its processors would be counted twice. */
function checkDistinct(engines: readonly NamedEngine[]): void {
	const twice = engines.flatMap((engine, i) => {
		const same = engines.slice(0, i).find(({ id }) => id === engine.id);
		return same ? [{ engine, same }] : [];
	});
	const [first, ...others] = twice.map(({ engine, same }) => ({
		file: 'command line',
		field: '--engines',
		value: engine.name,
		problem: `this is the same engine as ${same.name} (${engine.id})`,
		fix: 'Name it once; --labs gives it several labs',
	}));
	if (first) throw new InputError([first, ...others]);
}

/** Whether nothing of this machine's is on it. */
async function holdsNothing(docker: Docker): Promise<boolean> {
	const labs = await withDeadline(findLabs(docker), LOOK_WITHIN_MS, () => new Error('late'));
	const { host } = thisOwner();
	return labs.every(({ owner }) => owner !== null && owner.host !== host);
}
