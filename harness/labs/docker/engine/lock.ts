import { connect, createServer, type Server } from 'node:net';
import { userInfo } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { VipdrillError } from '../../../base/errors.ts';
import { formatMs } from '../../../base/units.ts';

const LOOK_AGAIN_MS = 50;
/** A holder that is busy does not answer at once. */
const ANSWER_WITHIN_MS = 500;

export interface LockOptions {
	/** What is locked, the same for all processes that may not be in it at once. */
	name: string;
	/** What this process does meanwhile, for those who wait. */
	doing: string;
	/** How long to wait for another process. */
	timeoutMs: number;
	/** Called once where another process is in it, with who and what for. */
	onWait?: (holder: string) => void;
	signal?: AbortSignal | undefined;
}

/**
 * Does some work while no other process of this machine does any under the same name. The lock is a name that the kernel gives to one socket
 * at a time (unix(7), abstract sockets), so it ends with its process however that ends, and whoever waits can ask the holder. Throws
 * ENGINE_UNAVAILABLE naming the holder where it takes too long.
 */
export async function withLock<T>(options: LockOptions, work: () => Promise<T>): Promise<T> {
	const lock = process.platform === 'linux' ? await acquire(options) : null;
	try {
		return await work();
	} finally {
		await new Promise((resolve) => (lock ? lock.close(resolve) : resolve(undefined)));
	}
}

async function acquire({ name, doing, timeoutMs, onWait, signal }: LockOptions): Promise<Server> {
	const path = `\0vipdrill/${name}`;
	const startedMs = performance.now();
	for (let told = false; ; ) {
		const lock = await listen(path, `${userInfo().username}, PID ${process.pid}: ${doing}`);
		if (lock) return lock;
		if (!told && onWait) onWait(await askHolder(path));
		told = true;
		if (performance.now() - startedMs > timeoutMs) {
			throw new VipdrillError(
				'ENGINE_UNAVAILABLE',
				`another vipdrill (${await askHolder(path)}) has held the ${name.split('/')[0]} for more than ${formatMs(timeoutMs)}; wait for it, or end it`,
			);
		}
		await sleep(LOOK_AGAIN_MS, undefined, { signal });
	}
}

/** A socket of this name, which answers who has it; null where another has it. */
function listen(path: string, holder: string): Promise<Server | null> {
	return new Promise((resolve, reject) => {
		const server = createServer((socket) => {
			socket.on('error', () => {});
			socket.end(holder);
		});
		server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(null) : reject(error)));
		server.listen({ path }, () => resolve(server.unref()));
	});
}

function askHolder(path: string): Promise<string> {
	return new Promise((resolve) => {
		let said = '';
		const socket = connect({ path });
		const end = () => {
			socket.destroy();
			resolve(said || 'it does not say which');
		};
		socket.setTimeout(ANSWER_WITHIN_MS, end);
		socket.on('error', end).on('end', end);
		socket.on('data', (chunk: Buffer) => {
			said += chunk;
		});
	});
}
