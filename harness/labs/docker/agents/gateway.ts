/**
 * The way into every machine of a lab: one process in the engine's own namespaces, one stream to the harness, HTTP/2 on it. A command starts
 * in a machine's namespaces by fork and exec; the engine's own exec costs many times that.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type ServerHttp2Stream } from 'node:http2';
import { connect, Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { LabGuard } from '../../real/agents/lab-machine.ts';
import { encodeFrame } from './frames.ts';
import { COMMAND_HEADER, DIAL_PATH, PID_HEADER, RUN_PATH, SESSION_MEMORY_MB, WINDOW_BYTES } from './gateway-protocol.ts';

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const running = new Set<ChildProcess>();
const guard = new LabGuard(process.argv[2] ?? '');

/**
 * nsenter stops along with what it runs. systemd stops and then kills everything when a machine shuts down, and a stopped nsenter would
 * never reap the dead: the kernel then waits for ever for the machine's last process.
 */
function wakeStopped(): void {
	for (const child of running) {
		try {
			if (/\) T /.test(readFileSync(`/proc/${child.pid}/stat`, 'utf8'))) child.kill('SIGCONT');
		} catch {
			// It ended meanwhile.
		}
	}
}
setInterval(wakeStopped, 500);

/** Runs a command, in the namespaces of a machine's init where one is named; its input is the request, its output the response. */
function run(stream: ServerHttp2Stream, pid: string | undefined, command: string[]): void {
	if (pid) guard.checkMachine(Number(pid));
	const enter = pid ? ['nsenter', '--target', pid, '--mount', '--uts', '--ipc', '--net', '--pid', '--cgroup', '--'] : [];
	const [file = '', ...args] = [...enter, ...command];
	const child = spawn(file, args, { env: { PATH, HOME: '/root' } });
	stream.respond({ ':status': 200 });
	running.add(child);
	child.stdout.on('data', (chunk: Buffer) => stream.write(encodeFrame('stdout', chunk)));
	child.stderr.on('data', (chunk: Buffer) => stream.write(encodeFrame('stderr', chunk)));
	child.stdin.on('error', () => {});
	child.on('error', (error) => stream.write(encodeFrame('stderr', Buffer.from(error.message))));
	child.on('close', (code) => {
		running.delete(child);
		stream.end(encodeFrame('exit', Buffer.from(code === null ? '' : String(code))));
	});
	stream.on('close', () => child.kill('SIGKILL'));
	stream.pipe(child.stdin);
}

/** Passes bytes to a machine's own engine, whose socket is no network's. */
function dial(stream: ServerHttp2Stream, pid: string): void {
	guard.checkMachine(Number(pid));
	const socket = connect({ path: `/proc/${pid}/root/run/docker.sock`, allowHalfOpen: true });
	stream.respond({ ':status': 200 });
	socket.on('error', () => stream.close());
	stream.on('close', () => socket.destroy());
	stream.pipe(socket).pipe(stream);
}

/** Says why nothing was done, as a command that failed would. */
function refuse(stream: ServerHttp2Stream, { message }: Error): void {
	stream.respond({ ':status': 200 });
	stream.write(encodeFrame('stderr', Buffer.from(message)));
	stream.end(encodeFrame('exit', Buffer.from('')));
}

const server = createServer({
	maxSessionMemory: SESSION_MEMORY_MB,
	settings: { initialWindowSize: WINDOW_BYTES, maxConcurrentStreams: 1000 },
});
server.on('session', (session) => {
	session.setLocalWindowSize(WINDOW_BYTES);
	// The harness is gone.
	session.on('close', () => process.exit(0));
});
server.on('stream', (stream, headers) => {
	stream.on('error', () => {});
	// The harness may have given it up before it came here.
	if (stream.destroyed) return;
	const pid = headers[PID_HEADER] as string | undefined;
	try {
		if (headers[':path'] === RUN_PATH) run(stream, pid, JSON.parse(decodeURIComponent(String(headers[COMMAND_HEADER]))));
		else if (headers[':path'] === DIAL_PATH && pid) dial(stream, pid);
		else stream.respond({ ':status': 404 }, { endStream: true });
	} catch (error) {
		refuse(stream, error as Error);
	}
});
// One stream that breaks in a way nobody foresaw must not take the others along; the harness keeps what is said here.
process.on('uncaughtException', (error) => console.error(error));
const readable = new Socket({ fd: 0, readable: true, writable: false });
const writable = new Socket({ fd: 1, readable: false, writable: true });
server.emit('connection', Duplex.from({ readable, writable }));
