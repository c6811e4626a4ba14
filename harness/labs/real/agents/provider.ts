/**
 * A stand-in for a cloud's API, in the client's machine: `PUT /floating-ips/ADDRESS` with a host's name as the body. What it is told decides where the client's
 * packets for the floating IP go. Says what it was asked, a line a call. Everything of it ends with its process but the route, which is the fault's to undo.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ProviderPlan } from './provider-api.ts';

/** No name of a host is longer. */
const LONGEST_BODY = 100;

const plan = JSON.parse(process.argv[2] ?? '') as ProviderPlan;
const refused = new Map<string, number>();

/** What a call is answered with: the status, and in words. */
function answer(method: string, path: string, host: string): [status: number, says: string] {
	if (method !== 'PUT' || path !== `/floating-ips/${plan.address}`)
		return [404, `PUT /floating-ips/${plan.address} is all there is`];
	const to = Object.hasOwn(plan.servers, host) ? plan.servers[host] : undefined;
	if (to === undefined) return [422, `there is no server ${JSON.stringify(host)}`];
	const before = refused.get(host) ?? 0;
	if (before < plan.failures) {
		refused.set(host, before + 1);
		return [503, `call ${before + 1} of ${host} is refused`];
	}
	execFileSync('ip', ['route', 'replace', `${plan.address}/32`, 'via', to, 'dev', plan.nic]);
	return [200, `${plan.address} goes to ${host}`];
}

const server = createServer((request, response) => {
	let body = '';
	request.setEncoding('utf8');
	request.on('data', (text: string) => {
		body = (body + text).slice(0, LONGEST_BODY);
	});
	request.on('end', () => {
		setTimeout(() => {
			const [status, says] = answer(request.method ?? '', request.url ?? '', body.trim());
			console.log(`${new Date().toISOString()} ${request.socket.remoteAddress} ${status} ${says}`);
			response.writeHead(status, { 'content-type': 'text/plain', connection: 'close' }).end(`${says}\n`);
		}, plan.latencyMs);
	});
});
server.listen(plan.port, plan.listen, () => {
	console.log(`listens on port ${(server.address() as AddressInfo).port}`);
	writeFileSync(plan.pidFile, String(process.pid));
});
