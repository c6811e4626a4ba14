import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { request } from 'undici';
import { bundleAgent } from '../../docker/agent-bundle.ts';
import type { ProviderPlan } from './provider-api.ts';

describe('the provider’s API', function () {
	this.timeout(20_000);
	let folder: string;
	let api: ChildProcess;
	let port = 0;

	/** Starts it with an `ip` that only notes what it is told. */
	async function start(plan: Partial<ProviderPlan> = {}): Promise<void> {
		folder = mkdtempSync(join(tmpdir(), 'vipdrill-provider-'));
		writeFileSync(join(folder, 'ip'), `#!/bin/sh\necho "$@" >> ${folder}/said\n`, { mode: 0o755 });
		writeFileSync(join(folder, 'provider.cjs'), await bundleAgent('provider'));
		const whole: ProviderPlan = {
			...{ address: '10.0.0.200', listen: '127.0.0.1', port: 0, nic: 'eth0', latencyMs: 0, failures: 0 },
			...{ servers: { a: '10.0.0.1', b: '10.0.0.2' }, pidFile: join(folder, 'pid'), ...plan },
		};
		const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
		api = spawn(process.execPath, [join(folder, 'provider.cjs'), JSON.stringify(whole)], {
			env,
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		for await (const line of createInterface({ input: api.stdout as NodeJS.ReadableStream })) {
			port = Number(/^listens on port (\d+)$/.exec(line)?.[1]);
			if (port > 0) break;
		}
	}
	afterEach(() => {
		api.kill('SIGKILL');
		rmSync(folder, { recursive: true });
	});
	const put = async (body: string, address = '10.0.0.200') => {
		const { statusCode, body: said } = await request(`http://127.0.0.1:${port}/floating-ips/${address}`, { method: 'PUT', body });
		return `${statusCode} ${(await said.text()).trim()}`;
	};
	const routes = () => (existsSync(join(folder, 'said')) ? readFileSync(join(folder, 'said'), 'utf8').trim().split('\n') : []);

	it('has packets go to the server that it was told last', async () => {
		await start();
		expect(await put('a\n')).to.equal('200 10.0.0.200 goes to a');
		expect(await put('b')).to.equal('200 10.0.0.200 goes to b');
		expect(routes()).to.deep.equal([
			'route replace 10.0.0.200/32 via 10.0.0.1 dev eth0',
			'route replace 10.0.0.200/32 via 10.0.0.2 dev eth0',
		]);
	});
	it('refuses the first calls of each host, and moves nothing for them', async () => {
		await start({ failures: 1 });
		expect([await put('a'), await put('b'), routes()]).to.deep.equal([
			'503 call 1 of a is refused',
			'503 call 1 of b is refused',
			[],
		]);
		expect([await put('a'), routes().length]).to.deep.equal(['200 10.0.0.200 goes to a', 1]);
	});
	it('knows no other address, and no other server', async () => {
		await start();
		expect(await put('a', '10.0.0.9')).to.match(/^404 /);
		expect(await put('x; reboot')).to.equal('422 there is no server "x; reboot"');
		expect(await put('toString')).to.match(/^422 /);
		expect(routes()).to.deep.equal([]);
	});
	it('obeys and answers after its latency, not before', async () => {
		await start({ latencyMs: 300 });
		const began = performance.now();
		const answered = put('a');
		await new Promise((resolve) => setTimeout(resolve, 100));
		expect(routes()).to.deep.equal([]);
		await answered;
		expect(performance.now() - began).to.be.above(295);
		expect(routes().length).to.equal(1);
	});
});
