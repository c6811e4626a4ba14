import { expect } from 'chai';
import type Docker from 'dockerode';
import { extract } from 'tar-stream';
import { archiveOf, containerOf, type MachineOptions, startMachine } from './machine.ts';
import { thisOwner } from './owner.ts';

const PLACE = { network: 'n', nic: 'ens18', mac: '02:00:00:00:00:01', address: '10.0.0.1/24', address6: null, gateway: null };
const host: MachineOptions = {
	labId: '1a2b3c',
	owner: thisOwner(),
	role: 'host',
	name: 'docker1',
	image: 'vipdrill/host:1',
	privileges: 'privileged',
	place: PLACE,
};

/** The names, modes and contents in an archive. */
async function contentOf(archive: Buffer): Promise<[string, string, string][]> {
	const found: [string, string, string][] = [];
	const reader = extract();
	reader.on('entry', ({ name, mode = 0 }, stream, next) => {
		let text = '';
		stream.on('data', (chunk) => {
			text += chunk;
		});
		stream.on('end', () => {
			found.push([name, mode.toString(8), text]);
			next();
		});
	});
	const ended = new Promise((resolve) => reader.on('finish', resolve));
	reader.end(archive);
	await ended;
	return found;
}

describe('a machine', () => {
	it('knows itself and no name server, and gets no network of the engine’s', () => {
		const { name, Hostname, HostConfig } = containerOf({ ...host, extraHosts: { 'docker.io': '127.0.0.1' } });
		expect([name, Hostname]).to.deep.equal(['vipdrill-1a2b3c-docker1', 'docker1']);
		expect(HostConfig).to.deep.equal({
			NetworkMode: 'none',
			ExtraHosts: ['docker1:10.0.0.1', 'docker.io:127.0.0.1'],
			Dns: ['127.0.0.1'],
			CgroupnsMode: 'private',
			Privileged: true,
		});
	});
	it('on the engine’s side shares the engine’s network and processes', () => {
		const { Hostname, HostConfig } = containerOf({ ...host, role: 'engine-side', place: 'engine' });
		expect(Hostname).to.equal(undefined);
		expect(HostConfig).to.deep.equal({ NetworkMode: 'host', PidMode: 'host', Privileged: true });
	});
	it('carries its lab, role, name and owner, by which it is found and removed', () => {
		const labels = containerOf(host).Labels ?? {};
		expect(Object.keys(labels).sort()).to.deep.equal(['vipdrill.host', 'vipdrill.lab', 'vipdrill.owner', 'vipdrill.role']);
		expect(labels).to.include({ 'vipdrill.lab': '1a2b3c', 'vipdrill.role': 'host', 'vipdrill.host': 'docker1' });
	});
	it('is filled before it starts, over the engine’s API', async () => {
		const did: string[] = [];
		const docker = {
			createContainer: async () => ({
				putArchive: async (archive: Buffer, { path }: { path: string }) =>
					did.push(`${path}: ${(await contentOf(archive)).join(' ')}`),
				start: async () => did.push('start'),
			}),
		} as unknown as Docker;
		await startMachine(docker, { ...host, files: [{ target: '/etc/a.conf', content: 'ä' }] });
		await startMachine(docker, host);
		expect(did).to.deep.equal(['/: etc/a.conf,644,ä', 'start', 'start']);
	});
	it('gets scripts as such', async () => {
		const archive = await archiveOf([
			{ target: '/a', content: '1' },
			{ target: '/usr/local/bin/check', content: 'x', mode: 0o755 },
		]);
		expect(await contentOf(archive)).to.deep.equal([
			['a', '644', '1'],
			['usr/local/bin/check', '755', 'x'],
		]);
	});
});
