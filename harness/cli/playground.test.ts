import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { packageRoot } from '../base/paths.ts';

const VIPDRILL = join(packageRoot, 'bin/vipdrill.js');

describe('vipdrill playground', function () {
	this.timeout(120_000);
	let dir: string;
	beforeEach(() => {
		dir = mkdtempSync(join(tmpdir(), 'vipdrill-playground-'));
	});
	afterEach(() => rmSync(dir, { recursive: true }));

	it('serves the page with a folder’s files as they are now, on loopback, until it is interrupted', async () => {
		writeFileSync(join(dir, 'a.conf'), 'vrrp_instance </script> {\n}\n');
		const child = spawn(process.execPath, [VIPDRILL, 'playground', dir], { stdio: ['ignore', 'pipe', 'inherit'] });
		const ended = new Promise((resolve) => child.on('exit', resolve));
		try {
			const said = await new Promise<string>((resolve) => child.stdout.once('data', (chunk) => resolve(String(chunk))));
			const url = /http:\/\/127\.0\.0\.1:\d+\//.exec(said)?.[0] ?? '';
			const start = async () => /id="start">(.*?)<\/script>/.exec(await (await fetch(url)).text())?.[1] ?? '';
			expect(JSON.parse(await start()).folder).to.deep.equal({ 'a.conf': 'vrrp_instance </script> {\n}\n' });
			writeFileSync(join(dir, 'a.conf'), 'vrrp_instance other {\n}\n');
			expect(JSON.parse(await start()).folder['a.conf']).to.include('other');
			expect((await fetch(`${url}other`)).status).to.equal(404);
		} finally {
			child.kill('SIGINT');
		}
		expect(await ended).to.equal(130);
	});
	it('refuses a folder that is none', async () => {
		const { exitCode, stderr } = await execa('node', [VIPDRILL, 'playground', '/nowhere'], { reject: false });
		expect([exitCode, stderr.includes('there is no such folder')]).to.deep.equal([3, true]);
	});
});
