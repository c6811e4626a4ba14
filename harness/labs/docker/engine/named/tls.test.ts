import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import type { TlsFiles } from './endpoint.ts';
import { namedEngines } from './named.ts';
import { RecordedEngines } from './recorded.ts';

/** An engine that lets nobody in without a certificate of its authority, as dockerd does with --tlsverify. */
describe('an engine over TLS', function () {
	this.timeout(30_000);
	let folder: string;
	let server: Server;
	let hasOpenssl = true;
	const path = (name: string) => join(folder, name);
	before(async function (this: Mocha.Context) {
		folder = mkdtempSync(join(tmpdir(), 'vipdrill-tls-'));
		try {
			await makeCertificates();
		} catch (error) {
			hasOpenssl = false;
			if (process.env.CI) throw error;
			this.skip();
		}
		const material = {
			ca: readFileSync(path('ca.pem')),
			cert: readFileSync(path('server.pem')),
			key: readFileSync(path('key.pem')),
		};
		server = createServer({ ...material, requestCert: true, rejectUnauthorized: true }, (_, response) =>
			response.setHeader('Content-Type', 'application/json').end('{"ID":"far","Name":"n","DockerRootDir":"/d","OSType":"linux"}'),
		);
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	});
	after(() => {
		if (hasOpenssl) server.close();
		rmSync(folder, { recursive: true });
	});

	const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
	async function makeCertificates(): Promise<void> {
		const openssl = (...args: string[]) => execa('openssl', args, { cwd: folder });
		const authority = async (name: string) =>
			openssl(
				'req',
				'-x509',
				...NEW_KEY,
				'-subj',
				`/CN=${name}`,
				'-days',
				'1',
				'-keyout',
				`${name}-key.pem`,
				'-out',
				`${name}.pem`,
			);
		await authority('ca');
		await authority('other');
		await openssl('req', ...NEW_KEY, '-subj', '/CN=engine', '-keyout', 'key.pem', '-out', 'request.pem');
		writeFileSync(path('san'), 'subjectAltName=IP:127.0.0.1\n');
		for (const [out, extra] of [
			['server.pem', ['-extfile', 'san']],
			['cert.pem', []],
		] as const)
			await openssl(
				'x509',
				'-req',
				'-in',
				'request.pem',
				'-CA',
				'ca.pem',
				'-CAkey',
				'ca-key.pem',
				'-CAcreateserial',
				'-days',
				'1',
				'-out',
				out,
				...extra,
			);
	}
	/** What the engine is found to be, or why it is not. */
	const open = async (files: Partial<TlsFiles>) => {
		const tls = { ca: path('ca.pem'), cert: path('cert.pem'), key: path('key.pem'), skipVerify: false, ...files };
		const { port } = server.address() as AddressInfo;
		const recorded = new RecordedEngines(path('noted'), () => {});
		return namedEngines(recorded)
			.open([{ name: 'far', dockerHost: `tcp://127.0.0.1:${port}`, tls }])
			.then(
				([engine]) => engine,
				(error: Error) => error.message,
			);
	};

	it('is let in with its files, and told to the docker command with them', async () => {
		const engine = await open({});
		expect(engine).to.have.property('id', 'far n /d');
		expect(engine).to.have.deep.property('dockerArguments', [
			...['--host', `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`, '--tlsverify'],
			...['--tlscacert', path('ca.pem'), '--tlscert', path('cert.pem'), '--tlskey', path('key.pem')],
		]);
	});
	it('is refused where another authority vouches for it, unless any will do', async () => {
		expect(await open({ ca: path('other.pem') })).to.match(/^engine far .* can't be used: .*certificate/);
		expect(await open({ ca: path('other.pem'), skipVerify: true })).to.have.property('id', 'far n /d');
	});
	it('lets nobody in without a certificate', async () =>
		expect(await open({ cert: null, key: null })).to.match(/^engine far .* can't be used: /));
});
