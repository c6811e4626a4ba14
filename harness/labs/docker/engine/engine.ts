import { Agent } from 'node:https';
import Docker from 'dockerode';
import type { Provider } from '../../../timeline/environment.ts';
import { pipedEngine } from './piped.ts';
import { dialBySsh } from './ssh.ts';

/** A Docker API endpoint that hosts a lab. Nothing else of the engine's machine is used: no shared kernel, file system or route. */
export interface Engine {
	provider: Provider;
	/** As in DOCKER_HOST, for instance `unix:///var/run/docker.sock`. */
	dockerHost: string;
	docker: Docker;
	/** The proxy through which builds on this engine reach the network, where they can't reach it by themselves. */
	proxy?: string;
	/** How it is remembered, where it tells its own ID and kernel only while it runs. */
	knownAs?: { id: string; kernel: string };
	/** What its user called it, where it was named by `--engines`; people know it by that. */
	name?: string;
	/** How docker's own command is told of it, where `--host` and its address are not enough. */
	dockerArguments?: readonly string[];
	/** The engine that this one is a container of. */
	outer?: Engine;
	/** Says that this process uses the engine no more; one of vipdrill's own ends with its last user. Idempotent. */
	release(): Promise<unknown>;
	/** Has the engine stay without a user too, until somebody stops it. */
	keep(): Promise<unknown>;
}

/** What TLS takes, as PEM texts; the environment's DOCKER_CERT_PATH where nothing is given. */
export interface TlsMaterial {
	ca?: string;
	cert?: string;
	key?: string;
	/** Whether any certificate of the engine's will do. */
	skipVerify: boolean;
}

/** Opens an endpoint written as in DOCKER_HOST (`unix://`, `tcp://`, `http://`, `https://`, `ssh://`). Does not connect yet. */
export function connect(dockerHost: string, tls: TlsMaterial | null = null): Docker {
	if (dockerHost.startsWith('ssh://')) return pipedEngine(() => dialBySsh(dockerHost));
	// docker-modem would take a host from DOCKER_HOST, and then no socket.
	if (dockerHost.startsWith('unix://')) return new Docker({ host: undefined, socketPath: dockerHost.slice('unix://'.length) });
	const { hostname: host, port, protocol } = new URL(dockerHost);
	if (tls) {
		const { skipVerify, ...material } = tls;
		const agent = new Agent({ ...material, rejectUnauthorized: !skipVerify, keepAlive: true });
		return new Docker({
			protocol: 'https',
			host,
			port: Number(port),
			agent,
			ca: undefined,
			cert: undefined,
			key: undefined,
		} as object);
	}
	const isTls = protocol === 'https:' || Boolean(process.env.DOCKER_TLS_VERIFY);
	return new Docker({ protocol: isTls ? 'https' : 'http', host, port: Number(port || 2375) });
}

/** Whether the endpoint answers within two seconds. */
export async function answers(docker: Docker): Promise<boolean> {
	try {
		const timeout = new Promise<never>((_, reject) => setTimeout(reject, 2000, new Error('no answer')).unref());
		await Promise.race([docker.ping(), timeout]);
		return true;
	} catch {
		return false;
	}
}
