import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { endpointOf } from './docker-context.ts';

describe('a docker context', () => {
	let config: string;
	before(() => {
		config = mkdtempSync(join(tmpdir(), 'vipdrill-context-'));
	});
	after(() => rmSync(config, { recursive: true }));
	const write = (name: string, meta: unknown, pems: Record<string, string> = {}) => {
		const id = createHash('sha256').update(name).digest('hex');
		const folders = [join(config, 'contexts/meta', id), join(config, 'contexts/tls', id, 'docker')];
		for (const folder of Object.keys(pems).length > 0 ? folders : folders.slice(0, 1)) mkdirSync(folder, { recursive: true });
		writeFileSync(join(folders[0] as string, 'meta.json'), typeof meta === 'string' ? meta : JSON.stringify(meta));
		for (const [part, text] of Object.entries(pems)) writeFileSync(join(folders[1] as string, `${part}.pem`), text);
	};
	const meta = (Name: string, Host: string, SkipTLSVerify = false) => ({
		...{ Name, Metadata: {}, Endpoints: { docker: { Host, SkipTLSVerify } } },
	});

	it('is a socket', () => {
		write('here', meta('here', 'unix:///run/some.sock'));
		expect(endpointOf('here', config)).to.deep.equal({ dockerHost: 'unix:///run/some.sock', socketPath: '/run/some.sock' });
	});
	it('is a machine over ssh', () => {
		write('far', meta('far', 'ssh://ops@far:2222'));
		expect(endpointOf('far', config)).to.deep.equal({
			...{ dockerHost: 'ssh://ops@far:2222', protocol: 'ssh', host: 'far', port: 2222, username: 'ops' },
		});
	});
	it('is TCP with the certificates that are kept with it, checked unless it says otherwise', () => {
		const pems = { ca: 'CA', cert: 'CERT', key: 'KEY' };
		write('tls', meta('tls', 'tcp://10.0.0.1:2376'), pems);
		const { ca, cert, key, protocol, rejectUnauthorized } = endpointOf('tls', config) as ReturnType<typeof endpointOf> & {
			rejectUnauthorized?: boolean;
		};
		expect([String(ca), String(cert), String(key), protocol, rejectUnauthorized]).to.deep.equal([
			...['CA', 'CERT', 'KEY', 'https', undefined],
		]);
		write('loose', meta('loose', 'tcp://10.0.0.1:2376', true), pems);
		expect(endpointOf('loose', config)).to.include({ rejectUnauthorized: false });
		write('plain', meta('plain', 'tcp://10.0.0.1'));
		expect(endpointOf('plain', config)).to.include({ protocol: 'http', port: 2375 });
	});
	it('is refused where there is none, or it cannot be read', () => {
		expect(() => endpointOf('none', config)).to.throw(
			'there is no docker context of that name (got "none"). See `docker context ls`',
		);
		write('broken', '{');
		expect(() => endpointOf('broken', config)).to.throw('it is no docker context');
	});
});
