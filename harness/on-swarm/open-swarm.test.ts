import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { writeContext } from '../labs/docker/engine/named/testing.ts';
import { findManager, knowsJobs, swarmPoolOn } from './open-swarm.ts';
import { FakeSwarm } from './testing.ts';

describe('a swarm to simulate on', () => {
	let folder: string;
	let server: Server;
	let answers: Record<string, object> = {};
	const before_ = process.env.DOCKER_CONFIG;
	before(async () => {
		folder = mkdtempSync(join(tmpdir(), 'vipdrill-swarm-'));
		const socket = join(folder, 'docker.sock');
		server = createServer(({ url = '' }, response) => {
			const path = url.replace(/^\/v[\d.]+/, '');
			response.writeHead(path in answers ? 200 : 500, { 'content-type': 'application/json' });
			response.end(JSON.stringify(answers[path] ?? { message: `no ${path}` }));
		});
		await new Promise<void>((resolve) => server.listen(socket, resolve));
		writeContext(folder, 'lab', `unix://${socket}`);
		process.env.DOCKER_CONFIG = folder;
	});
	after(() => {
		if (before_ === undefined) delete process.env.DOCKER_CONFIG;
		else process.env.DOCKER_CONFIG = before_;
		server.close();
		rmSync(folder, { recursive: true });
	});
	const engine = (isManager: boolean, ApiVersion: string) => {
		answers = { '/info': { Swarm: { ControlAvailable: isManager } }, '/version': { ApiVersion } };
	};
	const failure = (work: Promise<unknown>) =>
		work.then(
			() => expect.fail('it should have failed'),
			(error: Error & { code?: string }) => `${error.code}: ${error.message}`,
		);

	it('is that of a context whose engine is a manager and knows jobs', async () => {
		engine(true, '1.41');
		answers['/nodes'] = [
			{
				...{ ID: 'x', Status: { State: 'ready' }, Spec: { Availability: 'active' } },
				Description: { Hostname: 'one', Resources: { NanoCPUs: 2e9 } },
			},
			{ ID: 'y', Status: { State: 'ready' }, Spec: { Availability: 'drain' }, Description: { Hostname: 'two' } },
			{ ID: 'z', Status: { State: 'down' }, Spec: { Availability: 'active' }, Description: { Hostname: 'three' } },
		] as never;
		expect(await (await findManager('lab')).nodes()).to.deep.equal([
			{ id: 'x', name: 'one', isUp: true, isActive: true, cpus: 2 },
			{ id: 'y', name: 'two', isUp: true, isActive: false, cpus: 0 },
			{ id: 'z', name: 'three', isUp: false, isActive: false, cpus: 0 },
		]);
	});
	it('is none where the engine is no manager, is too old, or does not answer', async () => {
		engine(false, '1.47');
		expect(await failure(findManager('lab'))).to.equal(
			"ENGINE_UNAVAILABLE: the context lab is no manager of a swarm; name a docker context of a swarm's manager, --on swarm:NAME",
		);
		engine(true, '1.40');
		expect(await failure(findManager('lab'))).to.include('speaks API 1.40, which knows no jobs');
		answers = {};
		expect(await failure(findManager('lab'))).to.match(/^ENGINE_UNAVAILABLE: the context lab does not answer \(/);
	});
	it('counts versions as engines do', () =>
		expect(['1.9', '1.40', '1.41', '1.100', '2.0'].map(knowsJobs)).to.deep.equal([false, false, true, true, true]));
	it('is none where no node takes tasks', async () => {
		const swarm = new FakeSwarm();
		for (const node of swarm.all) node.isActive = false;
		const options = { image: 'node:20', signal: new AbortController().signal, say: () => {}, atOnce: null };
		expect(await failure(swarmPoolOn(swarm, 1, options))).to.include('no node of the swarm takes tasks');
	});
});
