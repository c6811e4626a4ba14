/**
 * Starts the private engine and lives as long as it does. The engine's network namespace is empty; this process, in the machine's own, is the way
 * out of it: a proxy for pulls and builds, whose listening socket is made in there and handed over. Usage: keeper RECORD COMMAND...
 */
import { spawn } from 'node:child_process';
import { readFileSync, readlinkSync, renameSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { PROXY_PORT, PROXY_URL } from './keeper-protocol.ts';
import { forwardProxy } from './proxy.ts';

const LISTEN = '--listen';
const NAMESPACE_WITHIN_MS = 10_000;

/** In the engine's network namespace: makes the socket, hands it to the parent, and ends when that has it. */
function listenForParent(): void {
	const server = createServer();
	server.listen(PROXY_PORT, '127.0.0.1', () => process.send?.('listening', server));
	process.once('disconnect', () => process.exit(0));
}

function startOf(pid: number): string {
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

function keep([record = '', file = '', ...args]: string[]): void {
	const { NO_PROXY: _, no_proxy: __, http_proxy: ___, https_proxy: ____, ...environment } = process.env;
	const env = { ...environment, HTTP_PROXY: PROXY_URL, HTTPS_PROXY: PROXY_URL };
	const engine = spawn(file, args, { stdio: ['ignore', 'inherit', 'inherit'], env });
	engine.once('error', (error) => {
		console.error(`the engine did not start: ${error.message}`);
		process.exit(1);
	});
	engine.once('exit', (code) => process.exit(code ?? 1));
	const { pid } = engine;
	if (pid === undefined) return;
	writeFileSync(`${record}.new`, JSON.stringify({ pid, start: startOf(pid) }));
	renameSync(`${record}.new`, record);
	openWayOut(pid).catch((error: Error) => console.error(`no way out for pulls and builds: ${error.message}`));
}

async function openWayOut(pid: number): Promise<void> {
	const own = readlinkSync('/proc/self/ns/net');
	const startedMs = performance.now();
	while (readlinkSync(`/proc/${pid}/ns/net`) === own) {
		if (performance.now() - startedMs > NAMESPACE_WITHIN_MS) throw new Error('the engine stays in the network of this machine');
		await sleep(10);
	}
	const proxy = forwardProxy(process.env);
	const child = spawn('nsenter', [`--net=/proc/${pid}/ns/net`, process.execPath, process.argv[1] ?? '', LISTEN], {
		stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
	});
	child.once('error', (error) => console.error(`no way out for pulls and builds: ${error.message}`));
	child.once('message', (_: unknown, server: Server) => {
		server.on('connection', (socket) => proxy.emit('connection', socket));
		child.disconnect();
	});
}

if (process.argv[2] === LISTEN) listenForParent();
else keep(process.argv.slice(2));
