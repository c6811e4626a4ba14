import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { InputError } from '../../../../base/errors.ts';
import { dockerContexts, dockerFolder } from './contexts.ts';
import { endpointsOf } from './endpoint.ts';

/** SHA-256 of `prod` (coreutils' sha256sum): what docker's store calls the context's folders. */
const PROD = '6754af9632a2745e85c293e5aac0863370d9bd3330b9938c00cadfd215227d77';

describe('engines that a user names', () => {
	let folder: string;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'vipdrill-contexts-'));
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	const context = (id: string, name: string, docker: object) => {
		const own = join(folder, 'contexts/meta', id);
		mkdirSync(own, { recursive: true });
		writeFileSync(join(own, 'meta.json'), JSON.stringify({ Name: name, Metadata: {}, Endpoints: { docker } }));
	};
	const files = (where: string, ...names: string[]) => {
		mkdirSync(join(folder, where), { recursive: true });
		for (const name of names) writeFileSync(join(folder, where, name), name);
	};
	const read = (names: string[], env: NodeJS.ProcessEnv = {}) =>
		endpointsOf(names, { env: { DOCKER_CONFIG: folder, ...env }, contexts: dockerContexts(folder), option: '--engines' });
	const problems = (names: string[], env: NodeJS.ProcessEnv = {}) => {
		try {
			read(names, env);
		} catch (error) {
			if (error instanceof InputError) return error.problems;
			throw error;
		}
		return [];
	};
	const tlsOfProd = `contexts/tls/${PROD}/docker`;

	it('are addresses, each as it is written', () =>
		expect(read(['unix:///run/a.sock', 'tcp://b:2375', 'tcp://c', 'ssh://me@d:2222', 'ssh://e'])).to.deep.equal([
			{ name: 'unix:///run/a.sock', dockerHost: 'unix:///run/a.sock', tls: null },
			{ name: 'tcp://b:2375', dockerHost: 'tcp://b:2375', tls: null },
			{ name: 'tcp://c', dockerHost: 'tcp://c:2375', tls: null },
			{ name: 'ssh://me@d:2222', dockerHost: 'ssh://me@d:2222', tls: null },
			{ name: 'ssh://e', dockerHost: 'ssh://e', tls: null },
		]));
	it('are contexts of the docker command, with their TLS files', () => {
		context('1', 'lab', { Host: 'ssh://root@lab', SkipTLSVerify: false });
		context('2', 'prod', { Host: 'tcp://prod:2376' });
		files(tlsOfProd, 'ca.pem', 'cert.pem', 'key.pem');
		const inProd = (name: string) => join(folder, tlsOfProd, name);
		expect(read(['lab', 'prod'])).to.deep.equal([
			{ name: 'lab', dockerHost: 'ssh://root@lab', tls: null },
			{
				...{ name: 'prod', dockerHost: 'tcp://prod:2376' },
				tls: { ca: inProd('ca.pem'), cert: inProd('cert.pem'), key: inProd('key.pem'), skipVerify: false },
			},
		]);
	});
	it('are, as `default`, what the environment says, else the usual socket', () => {
		expect(read(['default'])[0]).to.include({ dockerHost: 'unix:///var/run/docker.sock', tls: null });
		expect(read(['default'], { DOCKER_HOST: 'ssh://far' })[0]).to.include({ name: 'default', dockerHost: 'ssh://far' });
	});
	it('take the environment’s TLS files where that asks for TLS', () => {
		files('certs', 'ca.pem', 'cert.pem', 'key.pem');
		const certs = join(folder, 'certs');
		const [endpoint] = read(['tcp://b'], { DOCKER_CERT_PATH: certs });
		expect(endpoint?.dockerHost).to.equal('tcp://b:2376');
		expect(endpoint?.tls).to.include({ ca: join(certs, 'ca.pem'), key: join(certs, 'key.pem') });
	});
	it('are refused without the TLS files that they ask for, with their paths', () => {
		context('2', 'prod', { Host: 'tcp://prod:2376' });
		expect(problems(['prod'])[0]).to.deep.include({
			...{ file: 'command line', field: '--engines', value: 'prod' },
			problem: `it asks for TLS, and ${['ca', 'cert', 'key'].map((one) => join(folder, tlsOfProd, `${one}.pem`)).join(', ')} are missing`,
			fix: 'Give them to `docker context update prod`',
		});
		files(tlsOfProd, 'ca.pem', 'cert.pem');
		expect(problems(['prod'])[0]?.problem).to.match(/key\.pem is missing$/);
		for (const env of [{ DOCKER_TLS_VERIFY: '1' }, { DOCKER_CERT_PATH: join(folder, 'none') }])
			expect(problems(['tcp://b'], env)[0]?.fix).to.equal('Set DOCKER_CERT_PATH to their folder');
		expect(problems(['tcp://b:2376']), 'the port of TLS').to.have.length(1);
	});
	it('are all told of at once where they stand for nothing', () => {
		context('1', 'build1', { Host: 'ssh://b' });
		expect(
			problems(['biuld1', 'elsewhere', 'build1', 'build1']).map(({ value, problem, fix }) => [value, problem, fix]),
		).to.deep.equal([
			['biuld1', 'there is no docker context of this name', 'Use build1'],
			[
				'elsewhere',
				'there is no docker context of this name',
				'Use one of default, build1, or write unix:///path, tcp://host:port or ssh://user@host',
			],
			['build1', 'this engine is named twice', 'Name it once'],
		]);
	});
	for (const [address, problem] of [
		['http://b:2375', 'this is no address of a Docker engine'],
		['unix://', 'this is no address of a Docker engine'],
		['tcp://', 'this is no address of a Docker engine'],
		['ssh://me:secret@b', 'no password is taken here, for it would be shown'],
		['ssh://b/run/docker.sock', 'an address has no path here'],
		['tcp://me@b', 'a user is for ssh:// only'],
	] as const)
		it(`are refused as ${address}`, () => {
			const [found] = problems([address]);
			expect(found?.problem).to.equal(problem);
			expect(found?.fix).to.match(/^Write the name of a docker context, unix/);
		});
	it('are refused where their context leads nowhere, which is quoted', () => {
		context('1', 'odd', { Host: 'npipe:////./pipe/docker' });
		expect(problems(['odd'])[0]?.problem).to.equal(
			'this is no address of a Docker engine (its context says "npipe:////./pipe/docker")',
		);
	});
	it('are looked for where the docker command has its settings; a broken context is passed over', () => {
		expect(dockerFolder({ DOCKER_CONFIG: '/else/where' })).to.equal('/else/where');
		expect(dockerFolder({})).to.match(/\/\.docker$/);
		context('1', 'good', { Host: 'ssh://b' });
		files('contexts/meta/2', 'meta.json');
		expect(dockerContexts(folder).map(({ name }) => name)).to.deep.equal(['good']);
	});
});
