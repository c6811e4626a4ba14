import { type ClientHttp2Session, type ClientHttp2Stream, connect, type OutgoingHttpHeaders } from 'node:http2';
import { PassThrough, type Readable } from 'node:stream';
import type Docker from 'dockerode';
import { withDeadline } from '../../../base/deadline.ts';
import { VipdrillError } from '../../../base/errors.ts';
import type { CommandStream } from '../../real/command.ts';
import { FrameDecoder } from '../agents/frames.ts';
import { COMMAND_HEADER, DIAL_PATH, PID_HEADER, RUN_PATH, SESSION_MEMORY_MB, WINDOW_BYTES } from '../agents/gateway-protocol.ts';
import { ExecSocket, execStream } from './exec.ts';

/** Starting Node in a container takes 0.2 s here, and some seconds where the machine is busy. */
const OPEN_WITHIN_MS = 30_000;
/** Of what the gateway says on its standard error; enough for one stack. */
const KEPT_CHARS = 2000;

/** The harness's end of the gateway (agents/gateway.ts): many streams into a lab's machines over one exec of its engine. */
export class Gateway {
	private constructor(
		private readonly session: ClientHttp2Session,
		private readonly said: () => string,
	) {}

	/** Starts the gateway in a container that shares the engine's PID namespace. Throws LAB_FAILED where it does not answer within 30 s. */
	static async open(docker: Docker, container: string, command: string[]): Promise<Gateway> {
		const late = () =>
			new VipdrillError('LAB_FAILED', `the engine did not start the way into the machines within ${OPEN_WITHIN_MS} ms`);
		return Gateway.over(await withDeadline(execStream(docker, container, command), OPEN_WITHIN_MS, late));
	}

	/** Speaks to a gateway that has been started. Throws LAB_FAILED, with what it said, where it ends or says nothing. */
	static async over(stream: CommandStream, timeoutMs = OPEN_WITHIN_MS): Promise<Gateway> {
		const said = lastWords(stream.stderr);
		const session = connect('http://gateway.invalid', {
			createConnection: () => new ExecSocket(stream),
			maxSessionMemory: SESSION_MEMORY_MB,
			settings: { initialWindowSize: WINDOW_BYTES },
		});
		// What was under way fails by itself.
		session.on('error', () => {});
		const failure = (how: string) =>
			new VipdrillError('LAB_FAILED', `the way into the machines ${how}: ${said() || 'no reason given'}`);
		const answers = new Promise<void>((resolve, reject) => {
			session.once('error', reject);
			session.once('remoteSettings', () => resolve());
			void stream.ended.then(() => reject(failure('ended as it was opened')));
		});
		try {
			await withDeadline(answers, timeoutMs, () => failure(`did not answer within ${timeoutMs} ms`));
		} catch (error) {
			session.destroy();
			stream.close();
			throw error;
		}
		session.setLocalWindowSize(WINDOW_BYTES);
		// Whoever asks next then hears of it at once, and opens another.
		void stream.ended.then(() => session.destroy());
		return new Gateway(session, said);
	}

	/** Whether it still takes requests. */
	get isOpen(): boolean {
		return !this.session.destroyed && !this.session.closed;
	}

	/** Starts a command in a machine (the PID of its init), or beside the gateway itself. */
	run(pid: number | null, command: string[]): CommandStream {
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
			throw new VipdrillError('LAB_FAILED', `the way into the machines broke: ${this.said() || 'no reason given'}`);
		return this.session.request({ ':method': 'POST', ':path': path, ...headers });
	}
}

/** What a stream says, of which the end is kept. */
function lastWords(stream: Readable): () => string {
	let text = '';
	stream.on('data', (chunk: Buffer) => {
		text = (text + chunk).slice(-KEPT_CHARS);
	});
	return () => text.trim();
}
