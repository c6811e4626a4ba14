import type { Readable } from 'node:stream';
import { withDeadline } from '../../base/deadline.ts';
import { VipdrillError } from '../../base/errors.ts';

/** A command that runs on a machine, and its streams. */
export interface CommandStream {
	stdin: NodeJS.WritableStream;
	stdout: Readable;
	stderr: Readable;
	/** Resolves when the command's output has ended, for whatever reason. */
	ended: Promise<void>;
	/** Drops the connection; a command that reads its input sees its end. */
	close(): void;
	exitCode(): Promise<number | null>;
}

export interface CommandOptions {
	input?: string;
	/** 30 s by default. */
	timeoutMs?: number;
	/** Gives the command up. */
	signal?: AbortSignal;
}

/** Waits for a command's end and returns its output. Throws LAB_FAILED with its error output unless it exits 0 within the time-out. */
export async function runToEnd(stream: CommandStream, what: string, options: CommandOptions = {}): Promise<string> {
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
