import { Agent, type ClientRequestArgs } from 'node:http';
import type { Duplex } from 'node:stream';
import Docker from 'dockerode';

/** Connections of which each is a pipe into a machine: its engine listens on no network, so nothing there needs a password. */
class PipeAgent extends Agent {
	constructor(private readonly dial: () => Promise<Duplex>) {
		super({ keepAlive: true, maxSockets: 8 });
	}
	override createConnection(_options: ClientRequestArgs, callback?: (error: Error | null, stream: Duplex) => void): null {
		this.dial().then(
			(stream) => callback?.(null, stream),
			(error: Error) => callback?.(error, undefined as unknown as Duplex),
		);
		return null;
	}
}

/** The Docker engine inside a lab host, over pipes that `dial` opens. */
export function innerEngine(dial: () => Promise<Duplex>): Docker & { close(): void } {
	const agent = new PipeAgent(dial);
	const docker = new Docker({ protocol: 'http', host: 'docker.invalid', port: 80, agent } as Docker.DockerOptions);
	return Object.assign(docker, { close: () => agent.destroy() });
}
