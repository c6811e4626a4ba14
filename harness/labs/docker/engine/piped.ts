import { Agent, type ClientRequestArgs } from 'node:http';
import type { Duplex } from 'node:stream';
import Docker from 'dockerode';

/** Connections at once, of which each may be a process. */
const CONNECTIONS = 8;

/** Connections of which each is a pipe: into a machine, whose engine listens on no network, so that nothing there needs a password, or by ssh. */
class PipeAgent extends Agent {
	constructor(private readonly dial: () => Promise<Duplex>) {
		super({ keepAlive: true, maxSockets: CONNECTIONS });
	}
	override createConnection(_options: ClientRequestArgs, callback?: (error: Error | null, stream: Duplex) => void): null {
		this.dial().then(
			(stream) => callback?.(null, stream),
			(error: Error) => callback?.(error, undefined as unknown as Duplex),
		);
		return null;
	}
}

/** A Docker engine over pipes that `dial` opens. */
export function pipedEngine(dial: () => Promise<Duplex>): Docker & { close(): void } {
	const agent = new PipeAgent(dial);
	const docker = new Docker({ protocol: 'http', host: 'docker.invalid', port: 80, agent } as Docker.DockerOptions);
	return Object.assign(docker, { close: () => agent.destroy() });
}
