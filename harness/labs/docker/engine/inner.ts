import { Agent, type ClientRequestArgs } from 'node:http';
import type { Duplex } from 'node:stream';
import Docker from 'dockerode';
import { dialStdio } from './dial-stdio.ts';

/** Connections that are pipes into the machine: its engine listens on no network, so nothing there needs a password. */
class DialStdioAgent extends Agent {
	constructor(
		private readonly outer: Docker,
		private readonly container: string,
	) {
		super({ keepAlive: true, maxSockets: 8 });
	}
	override createConnection(_options: ClientRequestArgs, callback?: (error: Error | null, stream: Duplex) => void): null {
		dialStdio(this.outer, this.container).then(
			(stream) => callback?.(null, stream),
			(error: Error) => callback?.(error, undefined as unknown as Duplex),
		);
		return null;
	}
}

/** The Docker engine inside a lab host, spoken to through `docker system dial-stdio` over the outer engine's API. */
export function innerEngine(outer: Docker, container: string): Docker & { close(): void } {
	const agent = new DialStdioAgent(outer, container);
	const docker = new Docker({ protocol: 'http', host: 'docker.invalid', port: 80, agent } as Docker.DockerOptions);
	return Object.assign(docker, { close: () => agent.destroy() });
}
