import Docker from 'dockerode';
import type { Provider } from '../../../timeline/environment.ts';

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
	/** The engine that this one is a container of. */
	outer?: Engine;
	/** Says that this process uses the engine no more; one of vipdrill's own ends with its last user. Idempotent. */
	release(): Promise<unknown>;
	/** Has the engine stay without a user too, until somebody stops it. */
	keep(): Promise<unknown>;
}

/** What TLS takes, as PEM texts. */
export interface TlsMaterial {
	ca: string | undefined;
	cert: string | undefined;
	key: string | undefined;
}

/**
 * Opens an endpoint written as in DOCKER_HOST (`unix://`, `tcp://`, `http://`, `https://`). Does not connect yet. Nothing of the environment's
 * but DOCKER_TLS_VERIFY and DOCKER_CERT_PATH is heard, which docker-modem reads, and that only without TLS material of its own.
 */
export function connect(dockerHost: string): Docker {
	if (dockerHost.startsWith('unix://')) return new Docker({ host: undefined, socketPath: dockerHost.slice('unix://'.length) });
	const url = new URL(dockerHost);
	const protocol =
		url.protocol === 'ssh:' ? 'ssh' : url.protocol === 'https:' || process.env.DOCKER_TLS_VERIFY ? 'https' : 'http';
	return new Docker({
		protocol,
		host: url.hostname,
		port: Number(url.port || (protocol === 'ssh' ? 22 : 2375)),
		...(url.username && { username: url.username }),
	});
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
