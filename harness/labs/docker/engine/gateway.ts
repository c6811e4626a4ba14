import { type ClientHttp2Session, type ClientHttp2Stream, connect, type OutgoingHttpHeaders } from 'node:http2';
import { PassThrough, type Readable } from 'node:stream';
import type Docker from 'dockerode';
import { VipdrillError } from '../../../errors.ts';
import { FrameDecoder } from '../agents/frames.ts';
import { COMMAND_HEADER, DIAL_PATH, PID_HEADER, RUN_PATH, SESSION_MEMORY_MB, WINDOW_BYTES } from '../agents/gateway-protocol.ts';
import { ExecSocket, type ExecStream, execStream } from './exec.ts';

/** Of what the gateway says on its standard error; enough for one stack. */
const KEPT_CHARS = 2000;

/** The harness's end of the gateway (agents/gateway.ts): many streams into a lab's machines over one exec of its engine. */
export class Gateway {
	#said = '';

	private constructor(
		private readonly session: ClientHttp2Session,
		stderr: Readable,
	) {
		stderr.on('data', (chunk: Buffer) => {
			this.#said = (this.#said + chunk).slice(-KEPT_CHARS);
		});
	}

	/** Starts the gateway in a container that shares the engine's PID namespace. Throws what the engine says where it can't. */
	static async open(docker: Docker, container: string, script: string): Promise<Gateway> {
		const stream = await execStream(docker, container, ['node', script]);
		const session = connect('http://gateway.invalid', {
			createConnection: () => new ExecSocket(stream),
			maxSessionMemory: SESSION_MEMORY_MB,
			settings: { initialWindowSize: WINDOW_BYTES },
		});
		await new Promise<void>((resolve, reject) => {
			session.once('error', reject);
			session.once('remoteSettings', () => resolve());
		});
		session.setLocalWindowSize(WINDOW_BYTES);
		// What was under way fails by itself.
		session.on('error', () => {});
		return new Gateway(session, stream.stderr);
	}

	/** Starts a command in a machine (the PID of its init), or beside the gateway itself. */
	run(pid: number | null, command: string[]): ExecStream {
		const what = {
			[COMMAND_HEADER]: encodeURIComponent(JSON.stringify(command)),
			...(pid !== null && { [PID_HEADER]: String(pid) }),
		};
		const request = this.#post(RUN_PATH, what);
		const stdout = new PassThrough();
		const stderr = new PassThrough();
		const decoder = new FrameDecoder();
		let exitCode: number | null = null;
		request.on('data', (chunk: Buffer) => {
			for (const { kind, content } of decoder.push(chunk)) {
				if (kind === 'exit') exitCode = content.length === 0 ? null : Number(content);
				else (kind === 'stdout' ? stdout : stderr).write(content);
			}
		});
		request.on('error', (error) => stderr.write(`${error.message}\n`));
		const ended = new Promise<void>((resolve) =>
			request.once('close', () => {
				stdout.end();
				stderr.end();
				resolve();
			}),
		);
		return { stdin: request, stdout, stderr, ended, close: () => request.destroy(), exitCode: async () => exitCode };
	}

	/** Connects to the engine of a machine (the PID of its init). */
	dial(pid: number): ExecSocket {
		const request = this.#post(DIAL_PATH, { [PID_HEADER]: String(pid) });
		request.on('error', () => {});
		const ended = new Promise<void>((resolve) => request.once('end', resolve).once('close', resolve));
		return new ExecSocket({ stdin: request, stdout: request, ended, close: () => request.destroy() });
	}

	close(): void {
		this.session.destroy();
	}

	#post(path: string, headers: OutgoingHttpHeaders): ClientHttp2Stream {
		if (this.session.destroyed)
			throw new VipdrillError('LAB_FAILED', `the way into the machines broke: ${this.#said.trim() || 'no reason given'}`);
		return this.session.request({ ':method': 'POST', ':path': path, ...headers });
	}
}
