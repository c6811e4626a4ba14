import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { packageRoot } from '../base/paths.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { clusterHash } from './cluster-hash.ts';

describe('clusterHash', () => {
	const dir = mkdtempSync(join(tmpdir(), 'vipdrill-hash-'));
	after(() => rmSync(dir, { recursive: true }));
	const seed = join(packageRoot, 'fixtures/seed');
	const copyOf = (name: string, change: (conf: string) => string): string => {
		const copy = join(dir, name);
		cpSync(seed, copy, { recursive: true });
		const conf = join(copy, 'keepalived/docker2.conf');
		const text = readFileSync(conf, 'utf8');
		writeFileSync(conf, change(text));
		return copy;
	};
	const hashOf = async (path: string) => clusterHash(await loadCluster(path));

	it('is the same for the same content elsewhere', async () =>
		expect(await hashOf(copyOf('same', (conf) => conf))).to.equal(await hashOf(seed)));
	it('is another where one line of one file is', async () =>
		expect(await hashOf(copyOf('other', (conf) => `${conf}# a comment\n`))).not.to.equal(await hashOf(seed)));
	it('is another where floating IPs, segments, NICs, services, roles or probes are', async () => {
		const spec = await loadCluster('fixtures/two-vips');
		const [first = expect.fail(), ...others] = spec.hosts;
		const host = (change: Partial<typeof first>) => ({ ...spec, hosts: [{ ...first, ...change }, ...others] });
		const probe = { name: 'a', kind: 'tcp' as const, address: '10.0.0.200', port: 80, timeoutMs: 1, everyMs: 1 };
		const all = [
			...[spec, { ...spec, vips: spec.vips.slice(1) }, { ...spec, networks: [] }, { ...spec, probes: [probe] }],
			...[
				{ ...spec, network: { ...spec.network, subnet6: 'fd00::/64' } },
				{ ...spec, swarm: { ...spec.swarm, network: 'inside' } },
			],
			...[host({ nics: [] }), host({ units: ['nginx.service'] }), host({ role: 'none' }), host({ address6: 'fd00::1' })],
			{ ...spec, service: { ...spec.service, port: 8443 } },
		];
		expect(new Set(all.map(clusterHash)).size).to.equal(11);
	});
	it('says nothing of a password', async () => {
		const changed = copyOf('secret', (conf) => conf.replace('auth_pass passw123', 'auth_pass passw456'));
		expect(readFileSync(join(changed, 'keepalived/docker2.conf'), 'utf8')).to.include('passw456');
		expect(await hashOf(changed)).to.equal(await hashOf(seed));
	});
});
