import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { forwardProxy, MACHINE_NAME, upstreamFor } from './proxy.ts';

const upstream = (url: string, environment: Record<string, string>) => upstreamFor(new URL(url), environment)?.href ?? null;
const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port;

describe('upstreamFor', () => {
	const both = { http_proxy: 'http://one:1', HTTPS_PROXY: 'two:2', no_proxy: 'example.com, .corp,10.0.0.7:8080' };
	for (const [url, expected] of [
		['http://deb.debian.org/', 'http://one:1/'],
		['https://registry-1.docker.io/', 'http://two:2/'],
		['https://example.com/', null],
		['https://a.example.com/', null],
		['https://notexample.com/', 'http://two:2/'],
		['http://a.corp/', null],
		['http://10.0.0.7:8080/', null],
		['http://10.0.0.7/', 'http://one:1/'],
		['http://127.0.0.1:5000/', null],
		['http://localhost/', null],
		[`http://${MACHINE_NAME}:5000/`, null],
	] as const)
		it(`${url} goes ${expected === null ? 'straight' : `through ${expected}`}`, () =>
			expect(upstream(url, both)).to.equal(expected));
	it('is none where the environment names none, or spares everything', () => {
		expect(upstream('http://a/', {})).to.equal(null);
		expect(upstream('http://a/', { http_proxy: 'http://one:1', NO_PROXY: '*' })).to.equal(null);
	});
});

describe('forwardProxy', () => {
	const servers: { close(): unknown }[] = [];
	const listening = async <T extends Server | ReturnType<typeof createTcpServer>>(server: T): Promise<T> => {
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		servers.push(server);
		return server;
	};
	afterEach(() => {
		for (const server of servers.splice(0)) server.close();
	});
	const ask = async (proxy: Server, path: string, body?: string) => {
		const asked = request({ host: '127.0.0.1', port: portOf(proxy), path, method: body ? 'POST' : 'GET' });
		asked.end(body);
		const [answer] = await once(asked, 'response');
		return { status: answer.statusCode as number, body: await text(answer) };
	};
	const echo = () =>
		listening(
			createServer(async (asked, answer) => {
				answer.writeHead(201).end(`${asked.method} ${asked.url} ${asked.headers.host} ${await text(asked)}`);
			}),
		);
	const dial = async (proxy: Server, to: string): Promise<Socket> => {
		const socket = connect(portOf(proxy), '127.0.0.1');
		socket.write(`CONNECT ${to} HTTP/1.1\r\nHost: ${to}\r\n\r\n`);
		return socket;
	};

	it('passes requests on, with what they carry, and their answers back', async () => {
		const proxy = await listening(forwardProxy({}));
		const far = await echo();
		const path = `http://127.0.0.1:${portOf(far)}/a?b=1`;
		expect(await ask(proxy, path, 'content')).to.deep.equal({
			status: 201,
			body: `POST /a?b=1 127.0.0.1:${portOf(proxy)} content`,
		});
	});
	it('reaches the loopback of its own machine by a name', async () => {
		const proxy = await listening(forwardProxy({}));
		const far = await echo();
		expect(await ask(proxy, `http://${MACHINE_NAME}:${portOf(far)}/v2/`)).to.include({ status: 201 });
	});
	it('opens tunnels', async () => {
		const proxy = await listening(forwardProxy({}));
		const far = await listening(createTcpServer((socket) => void socket.on('data', (chunk) => socket.end(`got ${chunk}`))));
		const socket = await dial(proxy, `127.0.0.1:${portOf(far)}`);
		const [head] = await once(socket, 'data');
		expect(String(head)).to.match(/^HTTP\/1\.1 200 /);
		socket.write('hello');
		expect(await text(socket)).to.equal('got hello');
	});
	it('says what it could not reach, instead of waiting', async () => {
		const proxy = await listening(forwardProxy({}));
		const gone = await listening(createTcpServer());
		const port = portOf(gone);
		gone.close();
		const { status, body } = await ask(proxy, `http://127.0.0.1:${port}/`);
		expect([status, body]).to.deep.equal([502, `127.0.0.1:${port}: connect ECONNREFUSED 127.0.0.1:${port}\n`]);
		expect(await text(await dial(proxy, `127.0.0.1:${port}`))).to.match(/^HTTP\/1\.1 502 /);
		expect(await ask(proxy, '/not-a-proxy-request')).to.include({ status: 400 });
	});
	it('goes by the proxy that its environment names, with its password', async () => {
		const seen: string[] = [];
		const upstream = await listening(
			createTcpServer((socket) =>
				socket.once('data', (chunk) => {
					seen.push(String(chunk));
					socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok');
				}),
			),
		);
		const named = `http://user:pa%20ss@127.0.0.1:${portOf(upstream)}`;
		const proxy = await listening(forwardProxy({ http_proxy: named, https_proxy: named }));
		expect(await ask(proxy, 'http://mirror.test/debian/')).to.deep.equal({ status: 200, body: 'ok' });
		await text(await dial(proxy, 'registry.test:443'));
		expect(seen[0]).to.match(/^GET http:\/\/mirror\.test\/debian\/ HTTP\/1\.1\r\n/);
		expect(seen[1]).to.match(/^CONNECT registry\.test:443 HTTP\/1\.1\r\nHost: registry\.test:443\r\n/);
		// base64 of "user:pa ss"
		for (const head of seen) expect(head).to.match(/proxy-authorization: Basic dXNlcjpwYSBzcw==\r\n/i);
	});
});
