import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** By this name what is on the engine's side reaches the loopback of the proxy's own machine. No resolver knows it (RFC 6761). */
export const MACHINE_NAME = 'machine.vipdrill.invalid';

/** A tunnel or an answer that nothing came through for this long is over. */
const IDLE_MS = 120_000;

type Environment = Record<string, string | undefined>;

/**
 * A forward proxy (RFC 9110, 7.6; CONNECT, 9.3.6): who can't reach a network asks it, and it resolves names and connects as its own machine does,
 * by that machine's own proxy where its environment names one. It does not listen yet.
 */
export function forwardProxy(environment: Environment): Server {
	const proxy = createServer((asked, answer) => pass(asked, answer, environment));
	proxy.on('connect', (asked: IncomingMessage, near: Duplex) => tunnel(asked, near, environment));
	return proxy;
}

function pass(asked: IncomingMessage, answer: ServerResponse, environment: Environment): void {
	const fail = (why: string, status: number) => {
		if (answer.headersSent) answer.destroy();
		else answer.writeHead(status, { 'content-type': 'text/plain' }).end(`${why}\n`);
	};
	const target = URL.canParse(asked.url ?? '') ? new URL(asked.url ?? '') : null;
	if (target?.protocol !== 'http:') {
		fail('only http: and CONNECT go through this proxy', 400);
		return;
	}
	const upstream = upstreamFor(target, environment);
	const { 'proxy-connection': _, connection: __, ...headers } = asked.headers;
	const far = request({
		...(upstream
			? { host: upstream.hostname, port: portOf(upstream), path: target.href }
			: { host: addressOf(target.hostname), port: portOf(target), path: `${target.pathname}${target.search}` }),
		method: asked.method,
		headers: { ...headers, ...(upstream && credentials(upstream)) },
		timeout: IDLE_MS,
	});
	far.on('response', (got) => {
		answer.writeHead(got.statusCode ?? 502, got.headers);
		got.pipe(answer);
		got.on('error', () => answer.destroy());
	});
	far.on('timeout', () => far.destroy(new Error('no answer in time')));
	far.on('error', (error) => fail(`${target.host}: ${error.message}`, 502));
	answer.on('close', () => far.destroy());
	asked.pipe(far);
}

function tunnel(asked: IncomingMessage, near: Duplex, environment: Environment): void {
	const target = new URL(`https://${asked.url}`);
	const upstream = upstreamFor(target, environment);
	const far: Socket = upstream
		? connect(portOf(upstream), upstream.hostname)
		: connect(portOf(target), addressOf(target.hostname));
	let isOpen = false;
	far.once('connect', () => {
		isOpen = true;
		if (upstream)
			far.write(
				`${[`CONNECT ${asked.url} HTTP/1.1`, `Host: ${asked.url}`, ...lines(credentials(upstream))].join('\r\n')}\r\n\r\n`,
			);
		// An upstream proxy answers for itself.
		else near.write('HTTP/1.1 200 Connection established\r\n\r\n');
		near.pipe(far).pipe(near);
	});
	far.setTimeout(IDLE_MS, () => far.destroy());
	far.on('error', (error) => {
		if (isOpen) near.destroy();
		else near.end(`HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n${asked.url}: ${error.message}\n`);
	});
	far.on('close', () => near.end());
	near.on('error', () => far.destroy());
	near.on('close', () => far.destroy());
}

/** The proxy that an environment names for an address (HTTP_PROXY, HTTPS_PROXY, NO_PROXY, in either case); null where it is reached without one. */
export function upstreamFor(target: URL, environment: Environment): URL | null {
	const value = (name: string) => environment[name.toLowerCase()] || environment[name.toUpperCase()] || '';
	const proxy = value(`${target.protocol.slice(0, -1)}_proxy`);
	if (proxy === '' || isLoopback(target.hostname)) return null;
	const spared = value('no_proxy')
		.split(/[\s,]+/)
		.filter((entry) => entry !== '');
	const isSpared = (entry: string) => {
		const [, name = '', port] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
		if (port !== undefined && Number(port) !== portOf(target)) return false;
		return entry === '*' || target.hostname === name || target.hostname.endsWith(`.${name}`);
	};
	if (spared.some(isSpared)) return null;
	const url = proxy.includes('://') ? proxy : `http://${proxy}`;
	return URL.canParse(url) ? new URL(url) : null;
}

const isLoopback = (host: string) => host === MACHINE_NAME || host === 'localhost' || host.startsWith('127.') || host === '[::1]';
/** Node's sockets take IPv6 addresses without their brackets. */
const addressOf = (host: string) => (host === MACHINE_NAME ? '127.0.0.1' : host.replace(/^\[(.*)\]$/, '$1'));
const portOf = ({ port, protocol }: URL) => Number(port || (protocol === 'https:' ? 443 : 80));
const lines = (headers: Record<string, string>) => Object.entries(headers).map(([name, text]) => `${name}: ${text}`);

function credentials({ username, password }: URL): Record<string, string> {
	if (username === '') return {};
	const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
	return { 'Proxy-Authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}
