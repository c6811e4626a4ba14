import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { localProvider } from './local.ts';

describe('the local engine', () => {
	let folder: string;
	let server: Server;
	const asked: string[] = [];
	before(async () => {
		folder = mkdtempSync(join(tmpdir(), 'vipdrill-local-'));
		server = createServer((request, response) => {
			asked.push(`${request.method} ${request.url}`);
			response.end('OK');
		});
		await new Promise<void>((resolve) => server.listen(join(folder, 'docker.sock'), resolve));
	});
	after(() => {
		server.close();
		rmSync(folder, { recursive: true });
	});
	const there = () => localProvider(async () => `unix://${join(folder, 'docker.sock')}`);
	const nowhere = () => localProvider(async () => `unix://${join(folder, 'none.sock')}`);

	it('is found where it answers, and asked nothing but that', async () => {
		asked.length = 0;
		const engine = await there().find();
		expect(engine).to.include({ provider: 'local', dockerHost: `unix://${join(folder, 'docker.sock')}` });
		expect(engine?.knownAs, 'it tells its own ID').to.equal(undefined);
		await engine?.keep();
		await engine?.release();
		expect(asked.map((line) => line.replace(/\/v[\d.]+\//, '/'))).to.deep.equal(['GET /_ping']);
	});
	it('is opened where it answers', async () => expect(await there().open()).to.include({ provider: 'local' }));
	it('is nobody where none answers, with what to do', async () => {
		expect(await nowhere().find()).to.equal(null);
		expect(await nowhere().problems(null)).to.deep.equal([
			'no Docker engine answers (DOCKER_HOST, context, default socket); start one, or let yourself use it',
		]);
		const error = await nowhere()
			.open()
			.then(
				() => 'no error',
				(cause: Error) => cause,
			);
		expect(error).to.include({
			code: 'ENGINE_UNAVAILABLE',
			message: 'no Docker engine answers (DOCKER_HOST, context, default socket); start one, or use `--engine private`',
		});
	});
	it('has no problem where it was found', async () => expect(await there().problems(await there().find())).to.deep.equal([]));
	it('is never vipdrill’s to end', () => expect(there().own).to.equal(null));
});
