import { join } from 'node:path';
import { expect } from 'chai';
import { packageRoot } from '../base/paths.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { masterDownIntervalMs } from './theory.ts';

const load = (name: string) => loadCluster(join(packageRoot, 'fixtures', name));
const instances = async (name: string) => (await load(name)).hosts.flatMap((host) => host.keepalived?.instances ?? []);

describe('fixtures/hardened', () => {
	it('takes over within 2.2 s: eight advertisements of 0.25 s, and a skew', async () => {
		// (256 − priority) · 25 · 625 / 16 µs for 200, 125 and 50 (RFC 5798 §6.1, in keepalived's integers).
		expect((await instances('hardened')).map(masterDownIntervalMs)).to.deep.equal([2054.687, 2127.929, 2201.171]);
	});
	it('tracks dockerd and the published port on every host, and may return only after a delay', async () => {
		for (const instance of await instances('hardened')) {
			expect(instance).to.deep.include({ state: 'BACKUP', preempt: true, preemptDelayMs: 15_000, garpMasterRefreshMs: 1000 });
			expect(instance.tracks).to.deep.equal([
				{ kind: 'script', name: 'docker', weight: 0 },
				{ kind: 'script', name: 'web', weight: 0 },
			]);
		}
	});
	it('asks each host for its own port', async () => {
		const { hosts } = await load('hardened');
		for (const { address, keepalived } of hosts) expect(keepalived?.text).to.include(`check-web ${address} 80"`);
	});
	it('brings its scripts along, for root to run', async () => {
		const { hosts } = await load('hardened');
		for (const { files } of hosts)
			expect(files.map(({ target, mode }) => `${mode.toString(8)} ${target}`)).to.deep.equal([
				'755 /etc/keepalived/check-docker',
				'755 /etc/keepalived/check-web',
				'644 /etc/systemd/system/keepalived.service.d/10-restart.conf',
				'644 /etc/systemd/network/10-lan.network',
			]);
	});
});

describe('fixtures/fast', () => {
	it('takes over within 0.4 s', async () => {
		expect((await instances('fast')).map(masterDownIntervalMs)).to.deep.equal([321.875, 351.171, 380.468]);
	});
	it('lists on each host all the others, and nobody else', async () => {
		const { hosts } = await load('fast');
		for (const { address, keepalived } of hosts) {
			const others = hosts.map((host) => host.address).filter((other) => other !== address);
			expect(keepalived?.instances[0]?.unicastPeers).to.deep.equal(others);
			expect(keepalived?.text).to.include(`unicast_src_ip ${address}\n`);
		}
	});
	it('differs from hardened in nothing but what its README names', async () => {
		const [fast, hardened] = [await load('fast'), await load('hardened')];
		expect(fast.hosts.map(({ files }) => files.map(({ text }) => text))).to.deep.equal(
			hardened.hosts.map(({ files }) => files.map(({ text }) => text)),
		);
		expect(fast.service.compose).to.deep.equal(hardened.service.compose);
	});
});

describe('fixtures/no-tail', () => {
	it('has calm’s timers', async () => {
		const timers = async (name: string) =>
			(await instances(name)).map(({ priority, advertIntMs, downTimerAdverts, preemptDelayMs, version }) => ({
				...{ priority, advertIntMs, downTimerAdverts, preemptDelayMs, version },
			}));
		expect(await timers('no-tail')).to.deep.equal(await timers('calm'));
	});
	it('has HAProxy on every host, which knows every host’s task at its published port, and listens where customers ask', async () => {
		const { hosts, service } = await load('no-tail');
		expect([service.publishMode, service.publishedPort, service.port, service.replicas]).to.deep.equal(['host', 8080, 80, null]);
		for (const { units, files, keepalived } of hosts) {
			expect(units).to.deep.equal(['haproxy.service']);
			const cfg = files.find(({ target }) => target === '/etc/haproxy/haproxy.cfg')?.text ?? '';
			const servers = [...cfg.matchAll(/^ +server (\S+) (\S+)$/gm)].map(([, name, address]) => `${name} ${address}`);
			expect(servers).to.deep.equal(hosts.map(({ name, address }) => `${name} ${address}:8080`));
			expect(cfg).to.include('bind :80\n');
			expect(keepalived?.instances[0]?.tracks).to.deep.equal([{ kind: 'script', name: 'haproxy', weight: 0 }]);
		}
	});
});
