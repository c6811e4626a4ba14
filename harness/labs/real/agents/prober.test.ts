import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { bundleAgent } from '../../docker/agent-bundle.ts';
import type { ProberCommand, ProberMessage } from './protocol.ts';

type Sample = Extract<ProberMessage, { kind: 'sample' }>;

describe('the prober', function () {
	this.timeout(20_000);
	let folder: string;
	let server: Server;
	let agent: ChildProcess;
	let said: ProberMessage[];
	beforeEach(async () => {
		said = [];
		folder = mkdtempSync(join(tmpdir(), 'vipdrill-prober-'));
		writeFileSync(join(folder, 'prober.cjs'), await bundleAgent('prober'));
		server = createServer(({ url }, response) => {
			if (url === '/') response.end('here');
			else response.writeHead(url === '/up?deep=1' ? 200 : 404).end('there');
		}).listen(0, '127.0.0.1');
		await once(server, 'listening');
		agent = spawn(process.execPath, [join(folder, 'prober.cjs')], { stdio: ['pipe', 'pipe', 'inherit'] });
		createInterface({ input: agent.stdout as NodeJS.ReadableStream }).on('line', (line) => said.push(JSON.parse(line)));
	});
	afterEach(() => {
		agent.kill('SIGKILL');
		server.close();
		rmSync(folder, { recursive: true });
	});
	const tell = (command: ProberCommand) => agent.stdin?.write(`${JSON.stringify(command)}\n`);
	const heard = async (kind: ProberMessage['kind']) => {
		while (!said.some((message) => message.kind === kind)) await sleep(5);
	};
	/** The samples of a load of 50 requests a second, during which the prober is stopped for so long. */
	async function load(stoppedMs: number): Promise<Sample[]> {
		const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
		const rates = { ratePerSecond: 50, keepAliveRatePerSecond: 0 };
		tell({ op: 'start', url, ...rates, timeoutMs: 1000, expectIdentity: false, probes: [] });
		await heard('started');
		await sleep(200);
		agent.kill('SIGSTOP');
		await sleep(stoppedMs);
		agent.kill('SIGCONT');
		await sleep(200);
		tell({ op: 'stop' });
		await heard('stopped');
		return said.filter((message): message is Sample => message.kind === 'sample');
	}

	it('waits for the page that is asked for, with its query', async () => {
		const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		const urls = ['/up?deep=1', '/up'].map((path) => origin + path);
		tell({ op: 'await', id: 1, urls, timeoutMs: 300 });
		await heard('awaited');
		expect(said.find(({ kind }) => kind === 'awaited')).to.deep.equal({
			kind: 'awaited',
			id: 1,
			missing: [{ url: urls[1], last: 'status 404' }],
		});
	});
	it('marks what it sent more than 50 ms late, and nothing else', async () => {
		const samples = await load(300);
		for (const { sentMs, dueMs, tainted } of samples) expect(tainted).to.equal((sentMs ?? 0) - dueMs > 50);
		expect(samples.filter(({ tainted }) => tainted).length, 'late').to.be.above(5);
		expect(samples.filter(({ tainted }) => !tainted).length, 'in time').to.be.above(5);
	});
	it('does not send what is more than a second late, and says so', async () => {
		const samples = await load(1500);
		const notSent = samples.filter(({ outcome }) => outcome === 'not-sent');
		expect(notSent.length).to.be.above(10);
		for (const { sentMs, dueMs, doneMs, tainted } of notSent) {
			expect(sentMs).to.equal(null);
			expect(tainted).to.equal(true);
			expect(doneMs - dueMs).to.be.above(1000);
		}
		expect(
			samples.map(({ seq }) => seq).toSorted((a, b) => a - b),
			'none is missing',
		).to.deep.equal(samples.map((_, i) => i));
	});
});
