import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InputError } from '../../base/errors.ts';

/** Headers of every answer. */
export const COMMON = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** Sends a page as a whole. */
export const sendPage = (response: ServerResponse, page: string): void =>
	void response.writeHead(200, { ...COMMON, 'content-type': 'text/html; charset=utf-8' }).end(page);

/** Answers GET on 127.0.0.1, to its own name only, and takes no input. */
export class LoopbackServer implements AsyncDisposable {
	private constructor(
		private readonly server: Server,
		private readonly answer: (path: string, response: ServerResponse) => void,
	) {
		server.on('request', (request, response) => this.#hear(request, response));
	}

	/** Listens; port 0 takes a free one. Throws InputError where the port is taken. `flag`: what the port was given by. */
	static async start(
		port: number,
		flag: string,
		answer: (path: string, response: ServerResponse) => void,
	): Promise<LoopbackServer> {
		const server = createServer();
		await new Promise<void>((resolve, reject) => {
			server.once('error', (error) => reject(cannotListen(port, flag, error)));
			server.listen(port, '127.0.0.1', resolve);
		});
		return new LoopbackServer(server, answer);
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
	}

	async [Symbol.asyncDispose](): Promise<void> {
		const closed = new Promise((resolve) => this.server.close(resolve));
		// A browser keeps its connections open; what was sent is given a moment to leave.
		setTimeout(() => this.server.closeAllConnections(), 500).unref();
		await closed;
	}

	#hear({ headers, method, url }: IncomingMessage, response: ServerResponse): void {
		const { port } = this.server.address() as AddressInfo;
		// Another site's name that leads to this address must not read it (DNS rebinding).
		if (![`127.0.0.1:${port}`, `localhost:${port}`].includes(headers.host ?? '')) return void response.writeHead(403).end();
		if (method !== 'GET') return void response.writeHead(405).end();
		this.answer(url ?? '/', response);
	}
}

function cannotListen(port: number, flag: string, error: Error): InputError {
	const problem = `it cannot listen there: ${error.message}`;
	const fix = 'Leave the port out to get a free one';
	return new InputError([{ file: 'command line', field: flag, value: port, problem, fix }]);
}
