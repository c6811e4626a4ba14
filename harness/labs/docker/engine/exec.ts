import { Duplex, PassThrough, type Readable } from 'node:stream';
import type Docker from 'dockerode';
import { withDeadline } from '../../../base/deadline.ts';
import { VipdrillError } from '../../../base/errors.ts';

/** A command running in a container, as a pair of streams over the Docker API. */
export interface ExecStream {
	stdin: NodeJS.WritableStream;
	stdout: Readable;
	stderr: Readable;
	/** Resolves when the command's output has ended, for whatever reason. */
	ended: Promise<void>;
	/** Drops the connection; a command that reads its input sees its end. */
	close(): void;
	exitCode(): Promise<number | null>;
}

/** Starts a command in a running container. The streams are separate, as the API multiplexes them. */
export async function execStream(docker: Docker, container: string, command: string[]): Promise<ExecStream> {
	const exec = await docker
		.getContainer(container)
		.exec({ Cmd: command, AttachStdin: true, AttachStdout: true, AttachStderr: true, Tty: false });
	const raw = await exec.start({ hijack: true, stdin: true });
	const stdout = new PassThrough();
	const stderr = new PassThrough();
	docker.modem.demuxStream(raw, stdout, stderr);
	const ended = new Promise<void>((resolve) => {
		const end = () => {
			stdout.end();
			stderr.end();
			resolve();
		};
		raw.once('end', end);
		raw.once('close', end);
		raw.once('error', end);
	});
	return {
		stdin: raw,
		stdout,
		stderr,
		ended,
		close: () => raw.destroy(),
		exitCode: async () => (await exec.inspect()).ExitCode,
	};
}

export interface RunOptions {
	input?: string;
	/** 30 s by default. */
	timeoutMs?: number;
	/** Gives the command up. */
	signal?: AbortSignal;
}

/** Runs a command in a container to its end. Throws LAB_FAILED with its error output unless it exits 0 within the time-out. */
export async function execIn(docker: Docker, container: string, command: string[], options: RunOptions = {}): Promise<string> {
	return runToEnd(await execStream(docker, container, command), `${command.join(' ')} in ${container}`, options);
}

/** Waits for a command's end and returns its output. Throws LAB_FAILED with its error output unless it exits 0 within the time-out. */
export async function runToEnd(stream: ExecStream, what: string, options: RunOptions = {}): Promise<string> {
	const timeoutMs = options.timeoutMs ?? 30_000;
	const chunks: Buffer[] = [];
	const errors: Buffer[] = [];
	stream.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
	stream.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
	stream.stdin.end(options.input ?? '');
	const late = () => new VipdrillError('LAB_FAILED', `${what} did not end within ${timeoutMs} ms`);
	try {
		await withDeadline(stream.ended, timeoutMs, late, options.signal);
	} catch (error) {
		stream.close();
		throw error;
	}
	const exitCode = await stream.exitCode();
	if (exitCode !== 0) {
		const why = Buffer.concat(errors).toString().trim() || Buffer.concat(chunks).toString().trim();
		throw new VipdrillError('LAB_FAILED', `${what} exited with ${exitCode}: ${why}`);
	}
	return Buffer.concat(chunks).toString();
}

/** A byte stream through a command's standard input and output, with the few methods that an HTTP client expects of a socket. */
export class ExecSocket extends Duplex {
	constructor(private readonly stream: Pick<ExecStream, 'stdin' | 'stdout' | 'ended' | 'close'>) {
		super();
		stream.stdout.on('data', (chunk: Buffer) => {
			if (!this.push(chunk)) stream.stdout.pause();
		});
		void stream.ended.then(() => this.push(null));
	}
	override _read(): void {
		this.stream.stdout.resume();
	}
	override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
		if (this.stream.stdin.write(chunk)) done();
		else this.stream.stdin.once('drain', () => done());
	}
	override _final(done: () => void): void {
		this.stream.stdin.end();
		done();
	}
	override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
		this.stream.close();
		done(error);
	}
	setKeepAlive(): this {
		return this;
	}
	setNoDelay(): this {
		return this;
	}
	setTimeout(): this {
		return this;
	}
	ref(): this {
		return this;
	}
	unref(): this {
		return this;
	}
}
