import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { until } from '../../../../base/until.ts';
import type { ProbeSpec } from '../../../../cluster/probe-spec.ts';
import { probeDueMs } from '../../../common/probe-due.ts';
import { ProbeLoad, untilGood } from '../probe-load.ts';
import type { ProbeMessage } from '../protocol.ts';
import { probeOf } from './index.ts';
import type { Probe } from './probe.ts';

const untilTrue = (what: string, isSo: () => boolean, timeoutMs: number) =>
	until(what, async () => isSo() || undefined, { timeoutMs, intervalMs: 5 });
const clock = { nowMs: () => performance.now() };
const common = { name: 'p', address: '127.0.0.1', timeoutMs: 300, everyMs: 50 };

describe('probes, over real sockets', function () {
	this.timeout(20_000);
	const servers: { close(): unknown; closeAllConnections?(): void }[] = [];
	const open = new Set<Socket>();
	let probe: Probe | null = null;
	afterEach(() => {
		probe?.close();
		probe = null;
		for (const socket of open) socket.destroy();
		for (const server of servers.splice(0)) server.close();
	});
	async function listening(server: Server): Promise<number> {
		servers.push(server);
		server.on('connection', (socket: Socket) => {
			open.add(socket);
			socket.on('close', () => open.delete(socket)).on('error', () => {});
		});
		await once(server.listen(0, '127.0.0.1'), 'listening');
		return (server.address() as AddressInfo).port;
	}
	const http = (listener: RequestListener) => listening(createHttpServer(listener));
	/** A port that nobody listens on. */
	async function nobody(): Promise<number> {
		const server = createServer();
		await once(server.listen(0, '127.0.0.1'), 'listening');
		const { port } = server.address() as AddressInfo;
		await new Promise((resolve) => server.close(resolve));
		return port;
	}
	async function ask(spec: ProbeSpec) {
		probe?.close();
		probe = probeOf(spec, clock);
		probe.open();
		return probe.ask();
	}

	describe('http', () => {
		const spec = (port: number): ProbeSpec => ({ ...common, kind: 'http', port, path: '/here' });
		it('is good with a status of 2xx, and says who answered', async () => {
			const paths: (string | undefined)[] = [];
			const port = await http(({ url }, response) => {
				paths.push(url);
				response.writeHead(204 - paths.length * 4);
				response.end('{"node":"docker2","task":"t1"}');
			});
			expect(await ask(spec(port))).to.deep.equal({ outcome: 'ok', node: 'docker2', task: 't1' });
			expect(paths).to.deep.equal(['/here']);
		});
		it('tells another status, a refusal, silence and a connection that is cut', async () => {
			const port = await http((_, response) => response.writeHead(503).end());
			expect(await ask(spec(port))).to.deep.equal({ outcome: 'bad-status', detail: 'status 503' });
			expect((await ask(spec(await nobody()))).outcome).to.equal('refused');
			expect((await ask(spec(await listening(createServer())))).outcome).to.equal('timeout');
			expect((await ask(spec(await listening(createServer((s) => s.destroy()))))).outcome).to.equal('reset');
		});
	});

	describe('https', () => {
		let folder: string;
		let port: number;
		let asked: (string | undefined)[];
		before(() => {
			folder = mkdtempSync(join(tmpdir(), 'vipdrill-tls-'));
			const inFolder = (name: string) => join(folder, name);
			const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'ignore' });
			const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
			for (const name of ['server', 'other'])
				openssl(
					...['req', '-x509', ...key, '-subj', '/CN=www.example.com', '-addext', 'subjectAltName=DNS:www.example.com'],
					...['-keyout', inFolder(`${name}.key`), '-out', inFolder(`${name}.pem`)],
				);
		});
		after(() => rmSync(folder, { recursive: true }));
		const file = (name: string) => readFileSync(join(folder, name), 'utf8');
		const spec = (over: { serverName?: string; ca?: string | null }): ProbeSpec => ({
			...{ ...common, kind: 'https', timeoutMs: 2000, port, path: '/', serverName: 'www.example.com', ca: file('server.pem') },
			...over,
		});
		beforeEach(async () => {
			asked = [];
			const server = createHttpsServer({ key: file('server.key'), cert: file('server.pem') }, (request, response) => {
				asked.push(request.headers.host, (request.socket as unknown as { servername: string }).servername);
				response.end('{}');
			});
			port = await listening(server as unknown as Server);
		});
		it('asks for the name it is given, and trusts the CA it is given', async () => {
			expect(await ask(spec({}))).to.deep.equal({ outcome: 'ok' });
			expect(asked).to.deep.equal(['www.example.com', 'www.example.com']);
		});
		it('does not take a certificate of another CA, or for another name', async () => {
			expect((await ask(spec({ ca: file('other.pem') }))).outcome).to.equal('tls');
			expect(await ask(spec({ ca: null }))).to.deep.equal({ outcome: 'tls', detail: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
			const other = { outcome: 'tls', detail: 'ERR_TLS_CERT_ALTNAME_INVALID' };
			expect(await ask(spec({ serverName: 'other.example.com' }))).to.deep.equal(other);
			expect(asked).to.deep.equal([]);
		});
		it('tells a server that speaks no TLS, and one that is not there', async () => {
			port = await http((_, response) => response.end());
			expect((await ask(spec({}))).outcome).to.equal('tls');
			port = await nobody();
			expect((await ask(spec({}))).outcome).to.equal('refused');
		});
	});

	describe('tcp', () => {
		it('is good once a connection is open, and else refused', async () => {
			const port = await listening(createServer());
			expect(await ask({ ...common, kind: 'tcp', port })).to.deep.equal({ outcome: 'ok' });
			expect(await ask({ ...common, kind: 'tcp', port: await nobody() })).to.deep.equal({ outcome: 'refused' });
		});
	});

	describe('udp', () => {
		/** A server that answers as told, and the source ports and texts that it saw. */
		async function answering(reply: (text: string) => string | null) {
			const socket = createSocket('udp4');
			const seen: { from: number; text: string }[] = [];
			socket.on('message', (message, { port, address }) => {
				seen.push({ from: port, text: message.toString() });
				const answer = reply(message.toString());
				if (answer !== null) socket.send(answer, port, address);
			});
			await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
			servers.push(socket);
			return { port: socket.address().port, seen };
		}
		const spec = (port: number, over: object = {}): ProbeSpec => ({
			...{ ...common, kind: 'udp', port, payload: 'hi', answer: 'echo', socket: 'kept' },
			...over,
		});
		it('wants back what it sent, always from one source port', async () => {
			const { port, seen } = await answering((text) => text);
			expect([await ask(spec(port)), await probe?.ask()]).to.deep.equal([{ outcome: 'ok' }, { outcome: 'ok' }]);
			expect(seen.map(({ text }) => text)).to.deep.equal(['hi 0', 'hi 1']);
			expect(new Set(seen.map(({ from }) => from)).size).to.equal(1);
		});
		it('has a source port for each datagram where it is to', async () => {
			const { port, seen } = await answering((text) => text);
			await ask(spec(port, { socket: 'fresh' }));
			await probe?.ask();
			expect(new Set(seen.map(({ from }) => from)).size).to.equal(2);
		});
		it('tells silence, another text and a port that nobody listens on', async () => {
			expect(await ask(spec((await answering(() => null)).port))).to.deep.equal({ outcome: 'timeout' });
			expect(await ask(spec((await answering(() => 'what?')).port))).to.deep.equal({ outcome: 'bad-body' });
			const socket = createSocket('udp4');
			await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
			const { port } = socket.address();
			await new Promise<void>((resolve) => socket.close(resolve));
			expect(await ask(spec(port))).to.deep.equal({ outcome: 'refused' });
		});
		it('does not take the answer of one that was given up for another’s', async () => {
			let first = true;
			const { port } = await answering((text) => {
				const late = first;
				first = false;
				return late ? null : text === 'hi 1' ? 'hi 0' : text;
			});
			expect((await ask(spec(port))).outcome).to.equal('timeout');
			expect((await probe?.ask())?.outcome).to.equal('timeout');
			expect((await probe?.ask())?.outcome).to.equal('ok');
		});
		it('takes any answer where it is to, to what it is told to send and no more', async () => {
			const { port, seen } = await answering(() => 'pong');
			expect(await ask(spec(port, { answer: 'any' }))).to.deep.equal({ outcome: 'ok' });
			expect(seen.map(({ text }) => text)).to.deep.equal(['hi']);
		});
	});

	describe('idle', () => {
		const spec = (port: number): ProbeSpec => ({ ...common, kind: 'idle', port, path: '/' });
		it('asks over the connection that it opened, again and again', async () => {
			let connections = 0;
			let pages = 0;
			const server = createHttpServer((_, response) => {
				pages += 1;
				response.end('page');
			});
			server.on('connection', () => connections++);
			const port = await listening(server);
			expect(await ask(spec(port))).to.deep.equal({ outcome: 'ok', cut: false });
			await sleep(20);
			expect(await probe?.ask()).to.deep.equal({ outcome: 'ok', cut: false });
			expect([connections, pages]).to.deep.equal([1, 3]);
		});
		it('says that it was cut while it said nothing, when, and opens another', async () => {
			const port = await http((_, response) => response.end('page'));
			await ask(spec(port));
			const beforeMs = clock.nowMs();
			for (const socket of open) socket.resetAndDestroy();
			await sleep(100);
			const answer = await probe?.ask();
			expect(answer).to.include({ outcome: 'reset', cut: true });
			expect((answer?.doneMs ?? 0) - beforeMs).to.be.within(0, 90);
			expect(await probe?.ask()).to.deep.equal({ outcome: 'ok', cut: false });
			for (const socket of open) socket.end();
			await sleep(50);
			expect(await probe?.ask()).to.include({ outcome: 'closed', cut: true });
		});
		it('says that nobody answers any more', async () => {
			let isMute = false;
			const port = await http((_, response) => isMute || response.end('page'));
			await ask(spec(port));
			isMute = true;
			expect(await probe?.ask()).to.deep.equal({ outcome: 'timeout', cut: true });
		});
		it('is not cut where there was no connection', async () => {
			expect(await ask(spec(await nobody()))).to.deep.equal({ outcome: 'refused', cut: false });
		});
	});

	describe('stream', () => {
		const spec = (port: number, over: object = {}): ProbeSpec => ({
			...{ ...common, kind: 'stream', port, path: '/', websocket: false },
			...over,
		});
		it('is good for as long as something comes', async () => {
			const port = await http((_, response) => {
				response.write('x');
				const timer = setInterval(() => response.write('x'), 10);
				response.on('close', () => clearInterval(timer));
			});
			probe = probeOf(spec(port), clock);
			probe.open();
			await sleep(100);
			for (let i = 0; i < 3; i += 1) {
				expect(await probe.ask()).to.deep.equal({ outcome: 'ok', cut: false });
				await sleep(50);
			}
		});
		it('tells silence from a stream that is lost, and opens another', async () => {
			let opened = 0;
			const port = await http((_, response) => {
				opened += 1;
				response.write('x');
			});
			probe = probeOf(spec(port), clock);
			probe.open();
			await sleep(100);
			expect(await probe.ask()).to.deep.equal({ outcome: 'ok', cut: false });
			await sleep(50);
			expect(await probe.ask()).to.deep.equal({ outcome: 'timeout', detail: 'nothing came', cut: false });
			await sleep(300);
			expect(await probe.ask()).to.include({ outcome: 'timeout', cut: true });
			await untilTrue('another stream', () => opened === 2, 2000);
		});
		it('says that it was cut: closed in good order, and reset', async () => {
			let last: { end(): void; socket: Socket | null } | null = null;
			const port = await http((_, response) => {
				response.write('x');
				last = response;
			});
			const response = () => last as unknown as { end(): void; socket: Socket };
			probe = probeOf(spec(port), clock);
			probe.open();
			await untilTrue('a stream', () => last !== null, 2000);
			await sleep(30);
			response().end();
			await sleep(30);
			expect(await probe.ask()).to.include({ outcome: 'closed', cut: true });
			last = null;
			await untilTrue('another stream', () => last !== null, 2000);
			await sleep(30);
			response().socket.resetAndDestroy();
			await sleep(30);
			expect(await probe.ask()).to.include({ outcome: 'reset', cut: true });
		});
		it('is not cut where it never began', async () => {
			probe = probeOf(spec(await nobody()), clock);
			probe.open();
			await sleep(50);
			expect(await probe.ask()).to.include({ outcome: 'refused', cut: false });
			probe = probeOf(spec(await http((_, response) => response.writeHead(404).end())), clock);
			probe.open();
			await sleep(50);
			expect(await probe.ask()).to.include({ outcome: 'bad-status', detail: 'status 404', cut: false });
		});
		it('pings a WebSocket, and is good for as long as it is answered', async () => {
			const pings: Buffer[] = [];
			let mute = false;
			const server = createHttpServer();
			server.on('upgrade', (request, socket) => {
				const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
				const accept = createHash('sha1').update(key).digest('base64');
				socket.write(
					`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
				);
				socket.on('data', (frame: Buffer) => {
					pings.push(frame);
					if (!mute) socket.write(Buffer.from([0x8a, 0x00]));
				});
				socket.on('error', () => {});
			});
			const port = await listening(server);
			probe = probeOf(spec(port, { websocket: true }), clock);
			probe.open();
			await untilTrue('a first ping', () => pings.length === 1, 2000);
			expect(await probe.ask()).to.deep.equal({ outcome: 'ok', cut: false });
			await untilTrue('a second ping', () => pings.length === 2, 2000);
			await sleep(30);
			mute = true;
			expect(await probe.ask()).to.deep.equal({ outcome: 'ok', cut: false });
			await sleep(50);
			expect((await probe.ask()).outcome).to.equal('timeout');
			// FIN and opcode 9; masked, without content (RFC 6455 §5.2).
			for (const frame of pings) expect([frame.length, frame[0], frame[1]]).to.deep.equal([6, 0x89, 0x80]);
		});
	});

	describe('command', () => {
		const spec = (argv: string[], over: object = {}): ProbeSpec => ({
			...{ ...common, kind: 'command', port: 80, timeoutMs: 5000, argv, script: null },
			...over,
		});
		it('is good with exit status 0, and finds address and port', async () => {
			const script = 'test "$VIPDRILL_ADDRESS:$VIPDRILL_PORT" = 127.0.0.1:80';
			expect(await ask(spec(['sh', '-c', script]))).to.deep.equal({ outcome: 'ok' });
		});
		it('tells another exit status and a signal', async () => {
			expect(await ask(spec(['sh', '-c', 'exit 3']))).to.deep.equal({ outcome: 'bad-exit', detail: 'exit status 3' });
			expect(await ask(spec(['sh', '-c', 'kill -9 $$']))).to.deep.equal({ outcome: 'bad-exit', detail: 'ended by SIGKILL' });
		});
		it('is ended with its children when its time is over', async () => {
			const beforeMs = clock.nowMs();
			const mark = '61.23';
			const answer = await ask(spec(['sh', '-c', `sleep ${mark}; true`], { timeoutMs: 200 }));
			expect(answer).to.deep.equal({ outcome: 'timeout' });
			expect(clock.nowMs() - beforeMs).to.be.below(4000);
			const isThere = () => execFileSync('ps', ['-eo', 'stat,args'], { encoding: 'utf8' }).match(`[RS][^\n]* sleep ${mark}\n`);
			await untilTrue('its child is gone', () => isThere() === null, 3000);
		});
		it('runs a program of the cluster folder', async () => {
			const script = '#!/bin/sh\ntest "$1" = quick\n';
			expect(await ask(spec(['./check', 'quick'], { script }))).to.deep.equal({ outcome: 'ok' });
			expect((await ask(spec(['./check', 'slow'], { script }))).outcome).to.equal('bad-exit');
		});
	});

	describe('its load', () => {
		const said: ProbeMessage[] = [];
		beforeEach(() => said.splice(0));
		it('is due at fixed times, whatever becomes of a request, and every one is reported', async () => {
			const port = await listening(createServer(() => {}));
			const startMs = clock.nowMs() + 10;
			const spec: ProbeSpec = { ...common, kind: 'http', port, path: '/' };
			const load = new ProbeLoad(spec, clock, startMs, (message) => said.push(message));
			await sleep(330);
			await load.stop();
			const inOrder = said.toSorted((a, b) => a.seq - b.seq);
			expect(inOrder.length).to.be.at.least(5);
			for (const [i, { seq, dueMs, outcome, probe: name, of }] of inOrder.entries()) {
				expect({ seq, outcome, name, of }).to.deep.equal({ seq: i, outcome: 'timeout', name: 'p', of: 'http' });
				// Anywhere in its period, but always there.
				expect(dueMs - startMs)
					.to.be.closeTo(probeDueMs(spec, i), 0.001)
					.and.to.be.within(50 * i, 50 * (i + 1));
			}
		});
		it('begins with a period of silence where a connection is kept', async () => {
			const port = await http((_, response) => response.end('page'));
			const startMs = clock.nowMs() + 10;
			const load = new ProbeLoad({ ...common, kind: 'idle', port, path: '/' }, clock, startMs, (message) => said.push(message));
			await untilTrue('a sample', () => said.length > 0, 2000);
			await load.stop();
			expect((said[0]?.dueMs ?? 0) - startMs).to.be.closeTo(50, 0.001);
			expect(said[0]).to.include({ outcome: 'ok', cut: false });
		});
		it('is not sent where it is more than a second late, and is the observer’s fault where it is more than 50 ms', async () => {
			const port = await listening(createServer());
			const spec: ProbeSpec = { ...common, everyMs: 60_000, kind: 'tcp', port };
			const late = (ms: number) =>
				new ProbeLoad(spec, clock, clock.nowMs() - probeDueMs(spec, 0) - ms, (message) => said.push(message));
			const loads = [late(0), late(200), late(1500)];
			await untilTrue('three samples', () => said.length === 3, 2000);
			for (const load of loads) await load.stop();
			const outcomes = said.map(({ outcome, tainted, sentMs }) => [outcome, tainted, sentMs === null]);
			expect(outcomes.toSorted()).to.deep.equal([
				['not-sent', true, true],
				['ok', false, false],
				['ok', true, false],
			]);
		});
		it('can be rehearsed: until it is good, or with what came last', async () => {
			let asked = 0;
			const port = await http((_, response) => response.writeHead(++asked < 3 ? 503 : 200).end());
			const spec: ProbeSpec = { ...common, kind: 'http', port, path: '/' };
			expect(await untilGood(spec, clock, clock.nowMs() + 5000)).to.equal(null);
			expect(asked).to.equal(3);
			const never: ProbeSpec = { ...common, kind: 'http', port: await http((_, r) => r.writeHead(500).end()), path: '/' };
			expect(await untilGood(never, clock, clock.nowMs() + 400)).to.equal('bad-status, status 500');
		});
	});
});
