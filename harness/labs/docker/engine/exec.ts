import { Duplex, PassThrough } from 'node:stream';
import type Docker from 'dockerode';
import { type CommandOptions, type CommandStream, runToEnd } from '../../real/command.ts';

/** Starts a command in a running container. The streams are separate, as the API multiplexes them. */
export async function execStream(docker: Docker, container: string, command: string[]): Promise<CommandStream> {
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

/** Runs a command in a container to its end. Throws LAB_FAILED with its error output unless it exits 0 within the time-out. */
export async function execIn(
	docker: Docker,
	container: string,
	command: string[],
	options: CommandOptions = {},
): Promise<string> {
	return runToEnd(await execStream(docker, container, command), `${command.join(' ')} in ${container}`, options);
}

/** A byte stream through a command's standard input and output, with the few methods that an HTTP client expects of a socket. */
export class ExecSocket extends Duplex {
	constructor(private readonly stream: Pick<CommandStream, 'stdin' | 'stdout' | 'ended' | 'close'>) {
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
